package dev.layerwise.optim;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Matrix;

/**
 * Visits everything that an optimizer remembers from step to step. The same walk saves and
 * restores: a saving visitor reads what it is shown, a restoring one replaces it. So what is saved
 * and what is restored cannot differ.
 */
public interface StateVisitor {
  /**
   * Visits a matrix; a restoring visitor overwrites its entries.
   *
   * @param name unique in this walk
   * @param M the matrix
   */
  void matrix(String name, Matrix M);

  /**
   * Visits a number.
   *
   * @param name unique in this walk
   * @param value its value
   * @return the value to go on with
   */
  double number(String name, double value);

  /**
   * Visits a whole number.
   *
   * @param name unique in this walk
   * @param value its value
   * @return the value to go on with
   */
  long whole(String name, long value);

  /**
   * Visits a running factor: its mean and its weight.
   *
   * @param name unique in this walk
   * @param factor the factor
   */
  default void factor(String name, RunningFactor factor) {
    matrix(name, factor.lower());
    factor.restoreWeight(number(name + " weight", factor.weight()));
  }

  /**
   * The same visitor for a part.
   *
   * @param part what is put in front of the names, with a slash
   */
  default StateVisitor in(String part) {
    StateVisitor outer = this;
    return new StateVisitor() {
      @Override
      public void matrix(String name, Matrix M) {
        outer.matrix(part + "/" + name, M);
      }

      @Override
      public double number(String name, double value) {
        return outer.number(part + "/" + name, value);
      }

      @Override
      public long whole(String name, long value) {
        return outer.whole(part + "/" + name, value);
      }
    };
  }
}
