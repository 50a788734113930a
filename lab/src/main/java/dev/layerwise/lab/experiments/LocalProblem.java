package dev.layerwise.lab.experiments;

import dev.layerwise.lab.task.Covariance;
import dev.layerwise.lab.task.Heads;
import dev.layerwise.lab.task.LinearTask;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * A task of linear representation learning whose conditioning is prescribed.
 *
 * @param Gstar {@code G⋆} with Haar orthonormal rows, (k × dX)
 * @param task the task
 */
record LocalProblem(Matrix Gstar, LinearTask task) {
  static final int OUTPUTS = 15;
  static final int FEATURES = 8;

  /**
   * What the theorem depends on.
   *
   * @param inputs dX
   * @param lambdaMin smallest eigenvalue of {@code Σx}
   * @param kappaX κ(Σx)
   * @param sigmaMin smallest singular value of {@code F⋆}
   * @param kappaF κ(F⋆)
   * @param noise σε, standard deviation of the label noise
   */
  record Conditioning(
      int inputs, double lambdaMin, double kappaX, double sigmaMin, double kappaF, double noise) {}

  static LocalProblem draw(Conditioning of, Rng rng) {
    Matrix Gstar = rng.stream("Gstar").haarRows(FEATURES, of.inputs());
    Matrix Fstar =
        Heads.conditioned(OUTPUTS, FEATURES, of.sigmaMin(), of.kappaF(), rng.stream("head"));
    Covariance covariance =
        Covariance.logSpaced(of.inputs(), Math.log10(of.kappaX()), rng.stream("covariance"))
            .times(of.lambdaMin());
    return new LocalProblem(
        Gstar, new LinearTask(Fstar.times(Gstar), covariance, of.noise(), InputLaw.GAUSSIAN));
  }
}
