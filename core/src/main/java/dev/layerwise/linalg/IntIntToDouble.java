package dev.layerwise.linalg;

/** An entry as a function of its row and column, both from 0. */
@FunctionalInterface
public interface IntIntToDouble {

  /**
   * The entry at (i, j).
   *
   * @param i row, from 0
   * @param j column, from 0
   * @return the entry
   */
  double applyAsDouble(int i, int j);
}
