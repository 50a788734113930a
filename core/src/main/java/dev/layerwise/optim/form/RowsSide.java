package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import java.util.Optional;

/**
 * One side of gradients {@code G = g aᵀ} of examples: the rows g or a of a batch, what they add to
 * the factor of their basis, and their squares in the basis.
 */
final class RowsSide {
  private final Optional<Rotation.Side> basis;
  private final Optional<RunningFactor> factor;
  private final int width;
  private final Entries.Loop2 setSquares = this::setSquares;
  private final Entries.Loop2 addSquares = this::addSquares;
  private Matrix rows = Matrix.zeros(0, 0);
  private Matrix room = Matrix.zeros(0, 0);
  private Matrix norms = Matrix.zeros(0, 0);
  private Matrix squares = Matrix.zeros(0, 0);
  private double weight;
  private boolean cleared;

  RowsSide(Optional<Rotation.Side> basis, int width) {
    this.basis = basis;
    this.width = width;
    factor = basis.map(side -> RunningFactor.ofKnownWeight(width));
  }

  Optional<RunningFactor> factor() {
    return factor;
  }

  /** Turns to the rows of a pass. */
  void read(Matrix newRows) {
    rows = newRows;
    if (room.rows() != rows.rows()) {
      room = Matrix.zeros(rows.rows(), width);
      norms = Matrix.zeros(rows.rows(), 1);
      squares = Matrix.zeros(rows.rows(), width);
    }
  }

  /** Takes the eigenvectors of the factor, or a point on the way to them. */
  void turn(double gamma) {
    basis.orElseThrow().turnTo(factor.orElseThrow(), gamma);
  }

  /** Adds {@code scale Σ x xᵀ} to the factor. */
  void addGram(double scale) {
    factor.orElseThrow().addGram(scale, rows);
  }

  /** Adds {@code scale Σ ‖y‖² x xᵀ} to the factor, y the other side's rows. */
  void addGram(double scale, RowsSide other) {
    boolean weighted = other.commonNorm() != 1;
    factor
        .orElseThrow()
        .addGram(scale, weighted ? Rows.scaledByRoots(rows, other.norms, room) : rows);
  }

  /** What the norms are if all of them are equal, as those of signs are; otherwise NaN. */
  double commonNorm() {
    double first = norms.get(0, 0);
    for (int i = 1; i < norms.rows(); i++) {
      if (norms.get(i, 0) != first) {
        return Double.NaN;
      }
    }
    return first;
  }

  void clearNorms() {
    norms.fill(0);
  }

  /** Adds {@code scale ‖x‖²} to the rows' norms. */
  void addNorms(double scale) {
    Rows.plusSquaredNorms(scale, rows, norms);
  }

  void clearSquares() {
    cleared = true;
  }

  /** Adds {@code scale (Uᵀx)∘²} to the rows' squares. */
  void addSquares(double scale) {
    weight = scale;
    Matrix rotated = basis.isPresent() ? room.setToProduct(rows, basis.get().vectors()) : rows;
    Entries.each(squares, rotated, cleared ? setSquares : addSquares);
    cleared = false;
  }

  private void setSquares(double[] sum, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = weight * x[i] * x[i];
    }
  }

  private void addSquares(double[] sum, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight * x[i] * x[i];
    }
  }

  /** The squares so far, (n, width). */
  Matrix squares() {
    if (cleared) {
      squares.fill(0);
      cleared = false;
    }
    return squares;
  }
}
