package dev.layerwise.nn;

import dev.layerwise.linalg.KroneckerProduct;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;

/**
 * The statistics of a deep linear network with the squared loss on one batch. With {@code A_l} the
 * product of the layers below {@code W_l} and {@code B_l} of those above,
 *
 * <pre>
 * G_l   = B_lᵀ (W Σ̂x − Σ̂yx) A_lᵀ
 * aaT_l = A_l Σ̂x A_lᵀ
 * ggT_l = B_lᵀ B_l
 * </pre>
 *
 * <p>For {@code f(x) = F G x}: {@code aaT} is {@code Σ̂x} under {@code G} and {@code Σ̂z} under
 * {@code F}; {@code ggT} is {@code FᵀF} over {@code G} and {@code I} over {@code F}, which are the
 * preconditioners of Concurrence eq. (4). Computed once, when first asked for; not for use by
 * several threads at once.
 */
public final class LinearStatistics {
  private final LinearNetwork network;
  private final Moments batch;
  private final Layer[] layers;
  private Matrix firstTimesXx;
  private Matrix residual;

  LinearStatistics(LinearNetwork network, Moments batch) {
    Matrix top = network.weight(network.depth() - 1);
    if (network.weight(0).cols() != batch.xy().rows() || top.rows() != batch.xy().cols()) {
      throw new ShapeException(
          "LinearNetwork: maps %d inputs to %d outputs; the batch has %d inputs and %d outputs"
              .formatted(
                  network.weight(0).cols(), top.rows(), batch.xy().rows(), batch.xy().cols()));
    }
    this.network = network;
    this.batch = batch;
    this.layers = new Layer[network.depth()];
  }

  /**
   * Returns the network.
   *
   * @return the network
   */
  public LinearNetwork network() {
    return network;
  }

  /**
   * Returns the batch.
   *
   * @return its moments
   */
  public Moments batch() {
    return batch;
  }

  /**
   * Returns one layer's statistics.
   *
   * @param layer the layer, from 0
   * @return its statistics
   */
  public LayerStatistics layer(int layer) {
    if (layers[layer] == null) {
      layers[layer] = new Layer(layer);
    }
    return layers[layer];
  }

  /**
   * Returns the Gauss-Newton matrix over the weights of all layers, which is the Fisher matrix of
   * the Gaussian model {@code y ~ N(f(x), I)}. Its blocks are Kronecker products,
   *
   * <pre>H_lm = (A_l Σ̂x A_mᵀ) ⊗ (B_lᵀ B_m)</pre>
   *
   * over {@code (vec W_1; …; vec W_L)} with {@code vec} stacking columns.
   *
   * @return the matrix, as many rows and columns as there are weights
   */
  public Matrix gaussNewton() {
    int depth = network.depth();
    Matrix[][] blocks = new Matrix[depth][depth];
    for (int l = 0; l < depth; l++) {
      for (int m = 0; m < depth; m++) {
        Matrix inputs = belowTimesXx(l).times(below(m).T());
        Matrix outputs = above(l).T().times(above(m));
        blocks[l][m] = new KroneckerProduct(inputs, outputs).dense();
      }
    }
    return Matrix.blocks(blocks);
  }

  private Matrix below(int layer) {
    Matrix A = Matrix.identity(network.weight(0).cols());
    for (int l = 0; l < layer; l++) {
      A = l == 0 ? network.weight(0) : network.weight(l).times(A);
    }
    return A;
  }

  private Matrix above(int layer) {
    int top = network.depth() - 1;
    Matrix B = Matrix.identity(network.weight(top).rows());
    for (int l = top; l > layer; l--) {
      B = l == top ? network.weight(top) : B.times(network.weight(l));
    }
    return B;
  }

  /** {@code A_l Σ̂x}. */
  private Matrix belowTimesXx(int layer) {
    if (layer == 0) {
      return batch.xx().dense();
    }
    Matrix product = firstTimesXx();
    for (int l = 1; l < layer; l++) {
      product = network.weight(l).times(product);
    }
    return product;
  }

  private Matrix firstTimesXx() {
    if (firstTimesXx == null) {
      firstTimesXx = network.weight(0).times(batch.xx());
    }
    return firstTimesXx;
  }

  /**
   * Returns the gradient with respect to the matrix of the whole map; {@code Fᵀ} times it is the
   * gradient with respect to {@code G} (Concurrence eq. (9)).
   *
   * @return {@code W Σ̂x − Σ̂yx}, (dY × dX)
   */
  public Matrix residual() {
    if (residual == null) {
      Matrix WSxx = firstTimesXx();
      for (int l = 1; l < network.depth(); l++) {
        WSxx = network.weight(l).times(WSxx);
      }
      residual = WSxx.minus(batch.xy().T());
    }
    return residual;
  }

  private final class Layer implements LayerStatistics {
    private final int layer;
    private Matrix G;
    private Spd aaT;
    private Spd ggT;

    Layer(int layer) {
      this.layer = layer;
    }

    @Override
    public Matrix W() {
      return network.weight(layer);
    }

    @Override
    public Matrix G() {
      if (G == null) {
        Matrix left = isTop() ? residual() : above(layer).T().times(residual());
        G = layer == 0 ? left : left.times(below(layer).T()); // Bᵀ (W Σ̂x − Σ̂yx) Aᵀ
      }
      return G;
    }

    @Override
    public Spd aaT() {
      if (aaT == null) {
        aaT =
            layer == 0
                ? batch.xx()
                : Spd.of(belowTimesXx(layer).times(below(layer).T()).symmetrized())
                    .named("Σ̂z of layer " + layer); // A Σ̂x Aᵀ
      }
      return aaT;
    }

    @Override
    public Spd ggT() {
      if (ggT == null) {
        Matrix B = above(layer);
        ggT =
            isTop()
                ? Spd.identity(network.weight(layer).rows())
                : Spd.of(B.T().times(B)).named("output factor of layer " + layer); // Bᵀ B
      }
      return ggT;
    }

    private boolean isTop() {
      return layer == network.depth() - 1;
    }
  }
}
