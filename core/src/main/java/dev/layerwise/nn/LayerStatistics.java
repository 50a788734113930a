package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;

/**
 * What a layer-wise method may ask of one layer {@code z = W a} on one batch. Values are computed
 * when first asked for, so a method pays for what it uses.
 */
public interface LayerStatistics {
  /**
   * Returns the weight matrix.
   *
   * @return {@code W}, (dOut × dIn)
   */
  Matrix W();

  /**
   * Returns the gradient of the batch loss.
   *
   * @return {@code G = ∇_W L̂}, (dOut × dIn)
   */
  Matrix G();

  /**
   * Returns the second moment of the layer's inputs.
   *
   * @return {@code aaT = Ê[a aᵀ]}, (dIn × dIn)
   */
  Spd aaT();

  /**
   * Returns the output factor of the exact Gauss-Newton matrix: the second moment {@code E[g gᵀ]}
   * of output gradients for labels drawn from the model.
   *
   * @return {@code ggT}, (dOut × dOut)
   */
  Spd ggT();
}
