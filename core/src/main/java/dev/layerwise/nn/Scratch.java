package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;

/** A matrix that is made when it is first needed, and kept. */
final class Scratch {
  private final int rows;
  private final int cols;
  private Matrix matrix;

  Scratch(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
  }

  /** The matrix, zeros at first. */
  Matrix get() {
    if (matrix == null) {
      matrix = Matrix.zeros(rows, cols);
    }
    return matrix;
  }
}
