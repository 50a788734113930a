package dev.layerwise.lab.task;

import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.MatrixFunctions;
import dev.layerwise.random.Rng;
import java.util.function.Function;

/**
 * An instance of linear representation learning with transfer: a training and a test task that
 * share {@code G⋆} and differ in head, covariance and noise (Concurrence §4.1, App. F.1).
 *
 * @param Gstar shared representation {@code G⋆} with orthonormal rows, (k × dX)
 * @param train the training task, noise 0.1
 * @param test the task that is transferred to, noise 1
 */
public record LinearRepresentation(Matrix Gstar, LinearTask train, LinearTask test) {
  /** Inputs dX of the paper's experiments. */
  public static final int INPUTS = 100;

  /** Outputs dY of the paper's experiments. */
  public static final int OUTPUTS = 15;

  /** Dimension k of the representation in the paper's experiments. */
  public static final int FEATURES = 8;

  /** Examples n in a batch of the paper's experiments. */
  public static final int BATCH = 1024;

  private static final double TRAIN_NOISE = 0.1;
  private static final double TEST_NOISE = 1.0;
  private static final double HEAD_ROTATION = 0.005;

  /** How anisotropic the inputs are. */
  public enum Anisotropy {
    /** {@code |½ (E + Eᵀ)|}, condition number of a few hundred. */
    LOW,
    /** Five decades, condition number 1e5. */
    HIGH
  }

  /**
   * Draws an instance.
   *
   * <pre>F_s = exp(0.005 (B_s − B_sᵀ)) F₀,   F₀, B_s standard normal,   s ∈ {train, test}</pre>
   *
   * @param law law of the white inputs
   * @param anisotropy low or high
   * @param rng stream of the instance
   * @return the instance
   */
  public static LinearRepresentation draw(InputLaw law, Anisotropy anisotropy, Rng rng) {
    Matrix F0 = rng.stream("F0").gaussian(OUTPUTS, FEATURES);
    Matrix Gstar = rng.stream("Gstar").haarRows(FEATURES, INPUTS);
    Function<Rng, Covariance> covariance =
        switch (anisotropy) {
          case LOW -> stream -> Covariance.lowAnisotropy(INPUTS, stream);
          case HIGH -> stream -> Covariance.logSpaced(INPUTS, 5, stream);
        };
    return new LinearRepresentation(
        Gstar,
        task(F0, Gstar, covariance, TRAIN_NOISE, law, rng.stream("train")),
        task(F0, Gstar, covariance, TEST_NOISE, law, rng.stream("test")));
  }

  private static LinearTask task(
      Matrix F0,
      Matrix Gstar,
      Function<Rng, Covariance> covariance,
      double sigma,
      InputLaw law,
      Rng rng) {
    Matrix B = rng.stream("rotation").gaussian(F0.rows(), F0.rows());
    Matrix Fs = MatrixFunctions.exp(B.minus(B.T()).times(HEAD_ROTATION)).times(F0);
    return new LinearTask(Fs.times(Gstar), covariance.apply(rng.stream("covariance")), sigma, law);
  }
}
