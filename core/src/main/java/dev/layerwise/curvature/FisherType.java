package dev.layerwise.curvature;

import dev.layerwise.nn.Loss;
import dev.layerwise.nn.SquaredError;

/**
 * What output gradients the curvature is made of. With {@code J} the derivative of an example's
 * outputs f and {@code H = ∂²ℓ/∂f² = B Bᵀ}:
 *
 * <table>
 * <caption>The kinds</caption>
 * <tr><th>kind</th><th>backward passes</th><th>gradient at the outputs</th><th>mean of ggᵀ</th></tr>
 * <tr><td>{@link Empirical}</td><td>none of its own</td><td>∂ℓ/∂f, true labels</td>
 *     <td>the gradients' second moment</td></tr>
 * <tr><td>{@link Sampled}</td><td>k</td><td>−∂ log p(ŷ | f)/∂f, ŷ drawn from the model</td>
 *     <td>JᵀHJ in expectation</td></tr>
 * <tr><td>{@link CurvaturePropagation}</td><td>k</td><td>B r, r of ±1</td>
 *     <td>JᵀHJ in expectation</td></tr>
 * <tr><td>{@link ExactGaussNewton}</td><td>one for each output</td><td>B e_c</td>
 *     <td>JᵀHJ, summed over c</td></tr>
 * <tr><td>{@link OutputJacobian}</td><td>one for each output</td><td>e_c</td>
 *     <td>JᵀJ, summed over c</td></tr>
 * </table>
 *
 * <p>Source: Martens and Grosse 2015 §5; Martens, Sutskever and Swersky 2012 for curvature
 * propagation; Kunstner, Balles and Hennig 2019 on what the empirical Fisher is not.
 */
public sealed interface FisherType {
  /** Gradients for the true labels, which the gradient's own backward pass has left behind. */
  record Empirical() implements FisherType {}

  /**
   * Gradients for labels drawn from the model.
   *
   * @param samples k ≥ 1, draws for each example
   */
  record Sampled(int samples) implements FisherType {
    /**
     * Checks k.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Sampled {
      requireSamples(samples);
    }
  }

  /**
   * Gradients {@code Jᵀ B r} for random signs r.
   *
   * @param samples k ≥ 1, draws for each example
   */
  record CurvaturePropagation(int samples) implements FisherType {
    /**
     * Checks k.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public CurvaturePropagation {
      requireSamples(samples);
    }
  }

  /** All columns of B, one backward pass each: no noise, and C times the work. */
  record ExactGaussNewton() implements FisherType {}

  /**
   * All coordinates of the outputs, one backward pass each: {@code JᵀJ}, what the outputs' own
   * metric becomes over the parameters, whatever the loss. With the squared error it is {@link
   * ExactGaussNewton}.
   *
   * <p>Source: Zhang, Martens and Grosse 2019, Theorem 2.
   */
  record OutputJacobian() implements FisherType {}

  /**
   * Whether the curvature is {@code JᵀJ/n} for a loss.
   *
   * @param loss the loss
   */
  default boolean isOutputMetric(Loss loss) {
    return this instanceof OutputJacobian
        || (this instanceof ExactGaussNewton && loss instanceof SquaredError);
  }

  private static void requireSamples(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("Fisher samples: " + samples + "; want at least 1");
    }
  }
}
