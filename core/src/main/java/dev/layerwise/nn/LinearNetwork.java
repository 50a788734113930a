package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import java.util.List;

/**
 * A deep linear network {@code f(x) = W_L … W_1 x} with the loss {@code ½ ‖y − f(x)‖²}.
 *
 * <p>Two layers {@code G} (k × dX) and {@code F} (dY × k) are the model of linear representation
 * learning, {@code f(x) = F G x} (Concurrence eq. (2), (6)).
 *
 * @param weights the matrices in the order in which they act, {@code W_l} (d_l × d_{l−1})
 */
public record LinearNetwork(List<Matrix> weights) {
  /**
   * Checks the shapes.
   *
   * @throws ShapeException if neighbours do not fit or there is no layer
   */
  public LinearNetwork {
    weights = List.copyOf(weights);
    if (weights.isEmpty()) {
      throw new ShapeException("LinearNetwork: no layers; want at least one weight matrix");
    }
    for (int l = 1; l < weights.size(); l++) {
      Matrix below = weights.get(l - 1);
      Matrix above = weights.get(l);
      if (above.cols() != below.rows()) {
        throw new ShapeException(
            "LinearNetwork: layer %d is %d×%d on top of %d×%d; want %d columns"
                .formatted(
                    l, above.rows(), above.cols(), below.rows(), below.cols(), below.rows()));
      }
    }
  }

  /**
   * Makes the two-layer network {@code f(x) = F G x}.
   *
   * @param F head, (dY × k)
   * @param G representation, (k × dX)
   * @return the network; layer 0 is {@code G}, layer 1 is {@code F}
   * @throws ShapeException if the shapes do not fit
   */
  public static LinearNetwork of(Matrix F, Matrix G) {
    return new LinearNetwork(List.of(G, F));
  }

  /**
   * Returns the number of layers.
   *
   * @return L
   */
  public int depth() {
    return weights.size();
  }

  /**
   * Returns a layer's weight matrix.
   *
   * @param layer the layer, from 0
   * @return {@code W_{layer+1}}
   */
  public Matrix weight(int layer) {
    return weights.get(layer);
  }

  /**
   * Returns the network with one weight matrix replaced.
   *
   * @param layer the layer, from 0
   * @param W its new weight matrix, of the same shape
   * @return the new network
   * @throws ShapeException if the shape differs
   */
  public LinearNetwork with(int layer, Matrix W) {
    Matrix[] replaced = weights.toArray(Matrix[]::new);
    replaced[layer] = W;
    return new LinearNetwork(List.of(replaced));
  }

  /**
   * Returns the matrix of the whole map.
   *
   * @return {@code W_L … W_1}, (dY × dX)
   */
  public Matrix product() {
    Matrix product = weights.getFirst();
    for (int l = 1; l < weights.size(); l++) {
      product = weights.get(l).times(product);
    }
    return product;
  }

  /**
   * Returns the batch loss.
   *
   * <pre>L̂ = ½ Ê‖y − W x‖² = ½ (tr Σ̂y − 2 tr(W Σ̂xy) + tr(W Σ̂x Wᵀ)),   W = W_L … W_1</pre>
   *
   * <p>Source: Concurrence eq. (3), with the sum over outputs.
   *
   * @param batch the batch's moments
   * @return the loss, summed over outputs and averaged over examples
   */
  public double loss(Moments batch) {
    Matrix W = product();
    Matrix WSxx = W.times(batch.xx());
    return 0.5 * (batch.yy().trace() - 2 * W.dot(batch.xy().T()) + WSxx.dot(W));
  }

  /**
   * Returns the statistics of the layers on a batch.
   *
   * @param batch the batch's moments
   * @return the statistics, computed as they are asked for
   * @throws ShapeException if the batch does not fit the network
   */
  public LinearStatistics on(Moments batch) {
    return new LinearStatistics(this, batch);
  }

  /**
   * Says whether all weights are finite.
   *
   * @return false if one is infinite or not a number
   */
  public boolean isFinite() {
    return weights.stream().allMatch(Matrix::isFinite);
  }
}
