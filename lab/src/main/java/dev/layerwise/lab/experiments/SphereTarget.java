package dev.layerwise.lab.experiments;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.function.DoubleUnaryOperator;

/** What is to be learned on the sphere in d dimensions: a function of t = β·x, or noise. */
enum SphereTarget {
  LINEAR("linear", "β·x"),
  QUADRATIC("quadratic", "√d (β·x)²"),
  ABS("abs", "|β·x|"),
  SIGN("sign", "sign(β·x)"),
  CUBIC("cubic", "d (β·x)³"),
  RANDOM("random", "±1 at random");

  private final String label;
  private final String formula;

  SphereTarget(String label, String formula) {
    this.label = label;
    this.formula = formula;
  }

  String label() {
    return label;
  }

  String formula() {
    return formula;
  }

  private DoubleUnaryOperator function(int d) {
    return switch (this) {
      case LINEAR -> t -> t;
      case QUADRATIC -> t -> Math.sqrt(d) * t * t;
      case ABS -> Math::abs;
      case SIGN -> Math::signum;
      case CUBIC -> t -> d * t * t * t;
      case RANDOM -> t -> Double.NaN;
    };
  }

  /** The values at inputs, (n, 1); noise is drawn from the stream. */
  Matrix at(Matrix X, Matrix beta, Rng noise) {
    return this == RANDOM
        ? noise.rademacher(X.rows(), 1)
        : X.times(beta).mapInPlace(function(X.cols()));
  }

  /**
   * The slope of the best linear function of t, {@code d E[t f(t)]}, from values at many inputs:
   * all that the kernel has of an odd target.
   */
  static double slope(Matrix X, Matrix beta, Matrix values) {
    return X.cols() * X.times(beta).dot(values) / X.rows();
  }
}
