package dev.layerwise.lab.sweep;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Shape;

/** Where the examples of a run come from. */
interface Examples {
  /** Features of an example. */
  int features();

  /** The shape of an example. */
  default Shape shape() {
    return Shape.of(features());
  }

  /** Targets of an example. */
  int outputs();

  /**
   * Takes a batch, a function of the run's seed, the purpose and the step.
   *
   * @param purpose what the batch is for
   * @param t the step, from 1
   * @param X the inputs, (n, features)
   * @param Y the targets, (n, outputs)
   */
  void take(Purpose purpose, long t, Matrix X, Matrix Y);

  /** What a batch is for; batches of different purposes are independent. */
  enum Purpose {
    /** The gradient, X_G. */
    GRADIENT("data"),
    /** The curvature, X_H. */
    CURVATURE("curvature"),
    /** What is measured, the same at every step. */
    MEASURE("test");

    private final String stream;

    Purpose(String stream) {
      this.stream = stream;
    }

    /** The name of its stream. */
    String stream() {
      return stream;
    }
  }
}
