package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;

/**
 * The moments of a batch {@code (X, Y)} up to the second: all that a linear network with the
 * squared loss sees of it, and much smaller than the batch.
 *
 * <pre>
 * xx = Σ̂x  = XᵀX/n    (dX × dX)
 * xy = Σ̂xy = XᵀY/n    (dX × dY)
 * yy = Σ̂y  = YᵀY/n    (dY × dY)
 * </pre>
 *
 * @param xx second moment of the inputs, (dX × dX); may be structured, and singular as long as
 *     nobody asks for its inverse
 * @param xy cross moment of inputs and targets, (dX × dY)
 * @param yy second moment of the targets, (dY × dY)
 * @param meanX mean input, (dX × 1)
 * @param meanY mean target, (dY × 1)
 */
public record Moments(Spd xx, Matrix xy, Matrix yy, Matrix meanX, Matrix meanY) {
  /**
   * Checks the shapes.
   *
   * @throws ShapeException if they do not fit together
   */
  public Moments {
    int dX = xy.rows();
    int dY = xy.cols();
    if (xx.dim() != dX
        || yy.rows() != dY
        || yy.cols() != dY
        || meanX.rows() != dX
        || meanY.rows() != dY) {
      throw new ShapeException(
          "Moments: xy is %d×%d, so xx must be %d×%d and yy %d×%d; got xx %d×%d, yy %d×%d, means %d and %d"
              .formatted(
                  dX,
                  dY,
                  dX,
                  dX,
                  dY,
                  dY,
                  xx.dim(),
                  xx.dim(),
                  yy.rows(),
                  yy.cols(),
                  meanX.rows(),
                  meanY.rows()));
    }
  }

  /**
   * Returns the moments of a batch.
   *
   * @param X inputs, (n × dX)
   * @param Y targets, (n × dY)
   * @return the moments
   * @throws ShapeException if the numbers of rows differ
   */
  public static Moments of(Matrix X, Matrix Y) {
    if (X.rows() != Y.rows()) {
      throw new ShapeException(
          "Moments: X has %d rows, Y has %d; want one row for each example"
              .formatted(X.rows(), Y.rows()));
    }
    double perExample = 1.0 / X.rows();
    Matrix ones = Matrix.generate(X.rows(), 1, (i, j) -> 1.0);
    return new Moments(
        Spd.of(X.T().times(X).times(perExample)).named("Σ̂x"),
        X.T().times(Y).times(perExample),
        Y.T().times(Y).times(perExample),
        X.T().times(ones).times(perExample),
        Y.T().times(ones).times(perExample));
  }
}
