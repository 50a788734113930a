package dev.layerwise.lab.experiments;

import dev.layerwise.lab.task.Covariance;
import dev.layerwise.lab.task.LinearTask;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.lab.task.SubspaceDistance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;

/**
 * The construction behind the lower bound for SGD (Concurrence Prop. 3.5, App. B.1), with
 * infinitely many isotropic inputs and no noise.
 *
 * <pre>F⋆ᵀF⋆ = diag((1 − λ) I_{k−1}, λ),   G⋆ = [I_k 0],   κ = λmax(F⋆ᵀF⋆)/λmin(F⋆ᵀF⋆) = (1 − λ)/λ
 * </pre>
 *
 * @param lambda smallest eigenvalue λ of {@code F⋆ᵀF⋆}, in (0, 1/2]
 */
record LowerBoundInstance(double lambda) {
  static final int FEATURES = 3;
  static final int INPUTS = 7;

  private static final double VANISHED = 1e-150;

  /** The ratio of the eigenvalues. */
  double kappa() {
    return (1 - lambda) / lambda;
  }

  /** The bound on what one step leaves of the distance, {@code 1 − 4 λ/(1 − λ)}. */
  double boundPerStep() {
    return 1 - 4 * lambda / (1 - lambda);
  }

  /** The bound after some steps from a distance. */
  double bound(int steps, double distance) {
    return Math.pow(boundPerStep(), steps) * distance;
  }

  /** The learning rate beyond which SGD is unstable in the proof, {@code 4/(1 − λ)}. */
  double stabilityLimit() {
    return 4 / (1 - lambda);
  }

  /** The least-conditioned direction of the head, {@code e_k}. */
  static Matrix weakDirection() {
    return unit(FEATURES - 1);
  }

  /** A best-conditioned direction of the head, {@code e_1}. */
  static Matrix strongDirection() {
    return unit(0);
  }

  private static Matrix unit(int i) {
    return Matrix.generate(1, FEATURES, (row, column) -> column == i ? 1.0 : 0.0);
  }

  static Matrix Gstar() {
    return Matrix.generate(FEATURES, INPUTS, (i, j) -> i == j ? 1.0 : 0.0);
  }

  /**
   * The representation whose direction {@code v} is turned out of the row space.
   *
   * <pre>G₀ = G⋆ + vᵀ ((√(1 − ε²) − 1) v G⋆ + ε e_{k+1}ᵀ),   dist(G₀, G⋆) = ε</pre>
   *
   * <p>With {@code v = e_k} and {@code v = e_1} these are the proof's two starts.
   */
  static Matrix tilted(Matrix v, double distance) {
    Matrix outside = Matrix.generate(1, INPUTS, (i, j) -> j == FEATURES ? distance : 0.0);
    Matrix turn = v.times(Gstar()).times(Math.sqrt(1 - distance * distance) - 1).plus(outside);
    return Gstar().plus(v.T().times(turn));
  }

  /** The moments of infinitely many examples. */
  Moments population() {
    Matrix Fstar =
        Matrix.generate(
            FEATURES,
            FEATURES,
            (i, j) -> i == j ? Math.sqrt(i == FEATURES - 1 ? lambda : 1 - lambda) : 0.0);
    Matrix M = Fstar.times(Gstar());
    return new LinearTask(M, Covariance.isotropic(INPUTS), 0, InputLaw.GAUSSIAN).population();
  }

  /**
   * The distances after 0, 1, …, steps iterations, from a start with its least-squares head. At
   * some learning rates convergence is faster than geometric; a distance below 1e-150, where
   * squares underflow, counts as 0 from there on.
   */
  double[] distances(Method method, Matrix G0, int steps) {
    Moments population = population();
    Matrix F0 = TwoLayer.leastSquaresHead(G0, population);
    Method.Training training = method.start(LinearNetwork.of(F0, G0));
    double[] distances = new double[steps + 1];
    distances[0] = SubspaceDistance.of(G0, Gstar());
    for (int t = 1; t <= steps && distances[t - 1] > VANISHED; t++) {
      training.step(population, population);
      distances[t] = SubspaceDistance.of(training.network().weight(0), Gstar());
    }
    return distances;
  }
}
