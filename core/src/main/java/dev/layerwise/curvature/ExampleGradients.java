package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;

/**
 * The gradients of each example's own loss with respect to a block's weights, as rows: {@code
 * vec(Σ_t g āᵀ)}, entry (o, j) of {@code W̄} in column {@code first + o + j dOut}. As large as it
 * sounds: for small networks.
 */
public final class ExampleGradients {
  private ExampleGradients() {}

  /** The columns that a block takes, dOut · dIn. */
  public static int width(Block block) {
    return Math.multiplyExact(block.dIn(), block.dOut());
  }

  /**
   * Writes a block's columns.
   *
   * @param pass after a backward pass
   * @param block the block
   * @param into (n, at least first + width)
   * @param first the first column
   */
  public static void write(Pass pass, Block block, Matrix into, int first) {
    Matrix a = pass.input(block);
    Matrix g = pass.outputGradient(block);
    int n = pass.size();
    for (int j = 0; j < block.dIn(); j++) {
      for (int o = 0; o < block.dOut(); o++) {
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int row = i; row < a.rows(); row += n) {
            sum += g.get(row, o) * (j < a.cols() ? a.get(row, j) : 1);
          }
          into.set(i, first + o + j * block.dOut(), sum);
        }
      }
    }
  }
}
