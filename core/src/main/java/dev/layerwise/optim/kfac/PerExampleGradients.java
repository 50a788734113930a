package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;

/**
 * The gradients of each example's own loss with respect to a block's weights, one row for each
 * example: {@code vec(Σ_t g āᵀ)}, entry (o, j) of {@code [W b]} in column {@code first + o + j
 * dOut}. As large as it sounds; for small networks.
 */
final class PerExampleGradients {
  private PerExampleGradients() {}

  /** Columns that a block takes. */
  static int width(Block block) {
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
  static void write(Pass pass, Block block, Matrix into, int first) {
    Matrix a = pass.input(block);
    Matrix g = pass.outputGradient(block);
    int n = pass.size();
    int inputs = a.cols();
    for (int j = 0; j < block.dIn(); j++) {
      for (int o = 0; o < block.dOut(); o++) {
        int column = first + o + j * block.dOut();
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int t = 0; t < block.positions(); t++) {
            int row = t * n + i;
            sum += g.get(row, o) * (j < inputs ? a.get(row, j) : 1);
          }
          into.set(i, column, sum);
        }
      }
    }
  }
}
