package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import java.util.function.DoubleUnaryOperator;

/**
 * A network with one trained layer and one output, held to its derivative J at its present weights:
 * {@code u(w) = u(w₀) + J (w − w₀)} on n inputs, and the paths that gradient descent and natural
 * gradient descent take on the squared loss {@code ½|u − y|²}, in closed form. With {@code r = y −
 * u(w₀)} and {@code G = J Jᵀ = V diag(e) Vᵀ}:
 *
 * <pre>
 * w_GD(t)  − w₀ = Jᵀ V diag((1 − exp(−e t))/e) Vᵀ r                 NGD eq. (110)
 * w_NGD(t) − w₀ = (1 − exp(−t)) Jᵀ G⁻¹ r                            NGD eq. (110)
 * k steps of GD at h:   Jᵀ V diag((1 − (1 − h e)^k)/e) Vᵀ r
 * k steps of NGD at η:  (1 − (1 − η)^k) Jᵀ G⁻¹ r                    NGD eq. (108)
 * </pre>
 *
 * <p>Every path is {@code Jᵀ c} with c in the space of outputs, of length {@code √(cᵀ G c)}: J, (n,
 * m d), is never formed. Later changes of the network's weights do not change this object. Not safe
 * for use by several threads.
 */
public final class LinearizedNetwork {
  private final Network network;
  private final Pass pass;
  private final Matrix outputs;
  private final Matrix gram;
  private final SymmetricEigen eigen;

  /**
   * Takes the derivative at the network's present weights.
   *
   * @param network with one block without bias, and one output
   * @param X inputs in rows, (n, d)
   * @throws ShapeException if the network has more than that
   */
  public LinearizedNetwork(Network network, Matrix X) {
    if (network.parameters().size() != 1 || network.output().size() != 1) {
      throw new ShapeException(
          "LinearizedNetwork: %d parameters and %d outputs; want one layer without bias, and one"
                  .formatted(network.parameters().size(), network.output().size())
              + " output");
    }
    this.network = network;
    int n = X.rows();
    pass = network.pass(n);
    outputs = pass.forward(X.copy(), Mode.TRAIN).copy();
    pass.propagate(Matrix.zeros(n, 1).fill(1));
    Block block = network.blocks().getFirst();
    Matrix K = Matrix.zeros(n, n);
    pass.outputGram(block, K);
    gram = K.hadamard(X.times(X.T())); // J Jᵀ = (g gᵀ) ∘ (X Xᵀ)
    eigen = SymmetricEigen.of(gram);
  }

  /** u(w₀), (n, 1). */
  public Matrix outputs() {
    return outputs;
  }

  /** G = J Jᵀ, (n, n). */
  public Matrix gram() {
    return gram;
  }

  /** The eigenvalues of G, ascending. */
  public double[] spectrum() {
    return eigen.values();
  }

  /**
   * The product J D.
   *
   * @param D a change of the weights, in their shape
   * @return (n, 1)
   */
  public Matrix times(Matrix D) {
    return pass.tangent(p -> D).copy();
  }

  /**
   * The product Jᵀ c.
   *
   * @param c (n, 1)
   * @return a change of the weights, in their shape
   */
  public Matrix transposedTimes(Matrix c) {
    Matrix value = network.parameters().getFirst().value();
    Matrix D = Matrix.zeros(value.rows(), value.cols());
    pass.backward(c.times(pass.size()), p -> D); // a backward pass divides by n
    return D;
  }

  /**
   * The length of a change of the weights, |Jᵀ c| = √(cᵀ G c).
   *
   * @param c (n, 1)
   */
  public double length(Matrix c) {
    return Math.sqrt(Math.max(0, c.dot(gram.times(c))));
  }

  /**
   * Gradient flow: c of {@code w_GD(t) − w₀ = Jᵀ c}.
   *
   * @param r what is left to fit, {@code y − u(w₀)}, (n, 1)
   * @param t time, from 0
   */
  public Matrix gradientFlow(Matrix r, double t) {
    return apply(r, e -> e == 0 ? t : -Math.expm1(-e * t) / e); // NGD eq. (110)
  }

  /**
   * Gradient descent: c after k steps.
   *
   * @param r what is left to fit, {@code y − u(w₀)}, (n, 1)
   * @param h the step
   * @param k how many
   */
  public Matrix gradientDescent(Matrix r, double h, int k) {
    return apply(
        r,
        e ->
            h * e < 1 ? -Math.expm1(k * Math.log1p(-h * e)) / e : (1 - Math.pow(1 - h * e, k)) / e);
  }

  /**
   * Natural gradient flow: c of {@code w_NGD(t) − w₀ = Jᵀ c}.
   *
   * @param r what is left to fit, {@code y − u(w₀)}, (n, 1)
   * @param t time, from 0; infinite for the end
   * @throws NumericalException if G is singular
   */
  public Matrix naturalFlow(Matrix r, double t) {
    return minimumNorm(r).times(-Math.expm1(-t)); // NGD eq. (110)
  }

  /**
   * Natural gradient descent: c after k steps.
   *
   * @param r what is left to fit, {@code y − u(w₀)}, (n, 1)
   * @param eta the step η
   * @param k how many
   * @throws NumericalException if G is singular
   */
  public Matrix naturalDescent(Matrix r, double eta, int k) {
    return minimumNorm(r).times(1 - Math.pow(1 - eta, k)); // NGD eq. (108)
  }

  /**
   * The end of all paths: c of the shortest change that fits, {@code Jᵀ G⁻¹ r}.
   *
   * @param r what is left to fit, {@code y − u(w₀)}, (n, 1)
   * @throws NumericalException if G is singular
   */
  public Matrix minimumNorm(Matrix r) {
    double[] e = eigen.values();
    if (!(e[0] > e.length * Math.ulp(1.0) * e[e.length - 1])) {
      throw new NumericalException(
          "LinearizedNetwork: the smallest eigenvalue of J Jᵀ is "
              + e[0]
              + "; its outputs do not move independently: want a wider network, or no two inputs on"
              + " one line");
    }
    return apply(r, x -> 1 / x);
  }

  /** V diag(f(e)) Vᵀ r. */
  private Matrix apply(Matrix r, DoubleUnaryOperator f) {
    double[] e = eigen.values();
    Matrix V = eigen.vectors();
    Matrix coefficients = V.T().times(r);
    return V.times(
        Matrix.generate(e.length, 1, (i, j) -> f.applyAsDouble(e[i]) * coefficients.get(i, 0)));
  }
}
