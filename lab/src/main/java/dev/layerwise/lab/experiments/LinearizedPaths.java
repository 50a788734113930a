package dev.layerwise.lab.experiments;

import dev.layerwise.lab.theory.LinearizedNetwork;
import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import java.util.function.UnaryOperator;

/**
 * The closed forms of NGD eq. (108) and eq. (110) against the equations that they solve, eq. (109),
 * in the space of weights: by integration and by steps, with products with J and Jᵀ alone.
 */
final class LinearizedPaths {
  static final int STEPS = 200;

  /** Runge-Kutta steps of the integration. */
  private static final int INTERVALS = 250;

  private static final double STEP = 0.02;
  private static final double ETA = 0.3;

  private final LinearizedNetwork linear;
  private final Matrix r;
  private final Cholesky gram;
  private final double largest;

  LinearizedPaths(LinearizedNetwork linear, Matrix r) {
    this.linear = linear;
    this.r = r;
    gram = Cholesky.of(linear.gram());
    double[] spectrum = linear.spectrum();
    largest = spectrum[spectrum.length - 1];
  }

  /** The time that the integration reaches. */
  double time() {
    return INTERVALS * STEP;
  }

  /** What the integration is off by: t λ (h λ)⁴/120, the error of the fourth-order method. */
  static double integrationError(double largest) {
    double step = STEP * largest;
    return INTERVALS * step * step * step * step * step / 120;
  }

  private Matrix left(Matrix w) {
    return r.minus(linear.times(w)); // y − u
  }

  private Matrix gradient(Matrix w) {
    return linear.transposedTimes(left(w)); // Jᵀ (y − u)
  }

  private Matrix natural(Matrix w) {
    return linear.transposedTimes(gram.solve(left(w))); // Jᵀ G⁻¹ (y − u)
  }

  double gradientFlowError() {
    return error(integrated(this::gradient), linear.gradientFlow(r, time()));
  }

  double naturalFlowError() {
    return error(integrated(this::natural), linear.naturalFlow(r, time()));
  }

  private double error(Matrix w, Matrix c) {
    return w.minus(linear.transposedTimes(c)).frobeniusNorm() / w.frobeniusNorm();
  }

  /** The classical Runge-Kutta method for ẇ = f(w), from 0. */
  private Matrix integrated(UnaryOperator<Matrix> f) {
    Matrix w = linear.transposedTimes(r).times(0);
    for (int i = 0; i < INTERVALS; i++) {
      Matrix k1 = f.apply(w);
      Matrix k2 = f.apply(w.copy().plusInPlace(STEP / 2, k1));
      Matrix k3 = f.apply(w.copy().plusInPlace(STEP / 2, k2));
      Matrix k4 = f.apply(w.copy().plusInPlace(STEP, k3));
      w.plusInPlace(STEP / 6, k1)
          .plusInPlace(STEP / 3, k2)
          .plusInPlace(STEP / 3, k3)
          .plusInPlace(STEP / 6, k4);
    }
    return w;
  }

  double gradientStepsError() {
    double h = 1 / largest;
    Matrix w = linear.transposedTimes(r).times(0);
    for (int k = 0; k < STEPS; k++) {
      w.plusInPlace(h, gradient(w));
    }
    return error(w, linear.gradientDescent(r, h, STEPS));
  }

  /** How far the residual is from (1 − η)^k of the first, relative to that, at every step. */
  double naturalStepsError() {
    Matrix w = linear.transposedTimes(r).times(0);
    double worst = 0;
    for (int k = 1; k <= 10; k++) {
      w.plusInPlace(ETA, natural(w));
      Matrix expected = r.times(Math.pow(1 - ETA, k));
      worst = Math.max(worst, left(w).minus(expected).frobeniusNorm() / expected.frobeniusNorm());
    }
    return worst;
  }

  /** |y − u| after one step of NGD at η = 1, relative to the first. */
  double oneStepResidual() {
    Matrix w = linear.transposedTimes(r).times(0);
    return left(natural(w)).frobeniusNorm() / r.frobeniusNorm();
  }

  /**
   * The distance between where steps of GD and steps of NGD end, relative to their length: GD at
   * 1/λmax until exp(−36) is left of the slowest direction, NGD at η = 1/2.
   */
  double endsApart() {
    double h = 1 / largest;
    Matrix gd = linear.transposedTimes(r).times(0);
    Matrix ngd = gd.copy();
    long steps = (long) Math.ceil(36 * largest / linear.spectrum()[0]);
    for (long k = 0; k < steps; k++) {
      gd.plusInPlace(h, gradient(gd));
    }
    for (int k = 0; k < 60; k++) {
      ngd.plusInPlace(0.5, natural(ngd));
    }
    return gd.minus(ngd).frobeniusNorm() / ngd.frobeniusNorm();
  }

  double endResidual() {
    return left(linear.transposedTimes(linear.minimumNorm(r))).frobeniusNorm() / r.frobeniusNorm();
  }

  /**
   * The cosine between the end and a random direction that leaves all outputs as they are: 0 for
   * the solution of least norm, and for it alone.
   */
  double nullSpacePart(Matrix probe) {
    Matrix hidden = probe.minus(linear.transposedTimes(gram.solve(linear.times(probe))));
    Matrix end = linear.transposedTimes(linear.minimumNorm(r));
    return Math.abs(end.dot(hidden)) / (end.frobeniusNorm() * hidden.frobeniusNorm());
  }
}
