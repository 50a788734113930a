package dev.layerwise.optim.form;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import java.util.function.Consumer;

/**
 * The gradients of examples that pass a layer at T positions, {@code G = Σ_t g_t a_tᵀ}, one after
 * another. Rows of batches are in the order of positions, those of a position in the order of
 * examples.
 */
final class ExampleProducts {
  private final int positions;
  private final Matrix g;
  private final Matrix gT;
  private final Matrix a;
  private final Matrix G;
  private int[] rows = {};

  /** Makes room for layers of T positions. */
  ExampleProducts(int dOut, int dIn, int positions) {
    this.positions = positions;
    g = Matrix.zeros(positions, dOut);
    gT = g.T();
    a = Matrix.zeros(positions, dIn);
    G = Matrix.zeros(dOut, dIn);
  }

  /**
   * Visits every example.
   *
   * @param outputRows rows g, (n T, dOut)
   * @param activations rows a, (n T, dIn)
   * @param visit is given G, (dOut, dIn), overwritten by the next
   */
  void forEach(Matrix outputRows, Matrix activations, Consumer<Matrix> visit) {
    int n = outputRows.rows() / positions;
    if (rows.length != outputRows.rows()) {
      rows = new int[outputRows.rows()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = i / positions + n * (i % positions);
      }
    }
    for (int i = 0; i < n; i++) {
      Batches.gather(outputRows, rows, i * positions, g);
      Batches.gather(activations, rows, i * positions, a);
      visit.accept(G.setToProduct(gT, a)); // Σ_t g_t a_tᵀ
    }
  }
}
