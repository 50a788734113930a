package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Products with the Gauss-Newton matrix of a whole network on a batch, which is never formed:
 *
 * <pre>C = (1/n) Σᵢ Jᵢᵀ Hᵢ Jᵢ</pre>
 *
 * <p>J is the Jacobian of the outputs with respect to all parameters, H the Hessian of the loss
 * with respect to the outputs. A product costs a tangent and a backward pass. For the losses here C
 * is the Fisher matrix too.
 *
 * <p>Source: Schraudolph 2002, doi:10.1162/08997660260028683; Martens 2010; Adam-or-GN eq. (1).
 */
public final class GaussNewtonProduct {
  private final Pass pass;
  private final Loss loss;
  private final Matrix HJu;
  private final List<Matrix> tangents = new ArrayList<>();
  private Matrix f;

  /**
   * Products on the batches of a pass.
   *
   * @param pass the network's pass; its last forward pass is the batch, at the parameters it had
   * @param loss the loss
   */
  public GaussNewtonProduct(Pass pass, Loss loss) {
    this.pass = pass;
    this.loss = loss;
    this.HJu = Matrix.zeros(pass.size(), pass.network().output().size());
    this.f = HJu;
  }

  /**
   * Turns to the pass's last forward pass.
   *
   * @param outputs f, (n, size of the output), what it returned
   * @return this
   */
  public GaussNewtonProduct at(Matrix outputs) {
    f = outputs;
    return this;
  }

  /**
   * {@code C u}. Overwrites what the pass knows of output gradients, not the parameters' gradients.
   *
   * @param u for each parameter a matrix of its shape
   * @param into for each parameter a matrix of its shape, which is overwritten; other matrices than
   *     u's
   */
  public void times(Function<Parameter, Matrix> u, Function<Parameter, Matrix> into) {
    pass.backward(loss.hessianProduct(f, pass.tangent(u), HJu), into); // Jᵀ H J u / n
  }

  /**
   * The quadratic forms of several directions, {@code Q(k, l) = u_kᵀ C u_l}, at one tangent pass
   * each and no backward pass.
   *
   * @param directions u_k: for each parameter a matrix of its shape
   * @param into Q, (k, k), symmetric
   * @return into
   */
  public Matrix quadraticForms(List<Function<Parameter, Matrix>> directions, Matrix into) {
    for (int k = 0; k < directions.size(); k++) {
      if (tangents.size() == k) {
        tangents.add(Matrix.zeros(HJu.rows(), HJu.cols()));
      }
      tangents.get(k).setTo(pass.tangent(directions.get(k)));
    }
    for (int k = 0; k < directions.size(); k++) {
      loss.hessianProduct(f, tangents.get(k), HJu);
      for (int l = 0; l <= k; l++) {
        double form = tangents.get(l).dot(HJu) / HJu.rows();
        into.set(k, l, form);
        into.set(l, k, form);
      }
    }
    return into;
  }
}
