package dev.layerwise.optim.natural;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import java.util.List;

/** The inputs of linear layers on a batch, with the 1 of a bias, and their Gram matrices. */
final class LayerInputs {
  private final List<Block> blocks;
  private final Matrix[] inputs;
  private final Matrix gram;

  LayerInputs(List<Block> blocks, int n) {
    this.blocks = blocks;
    inputs = blocks.stream().map(block -> Matrix.zeros(n, block.dIn())).toArray(Matrix[]::new);
    gram = Matrix.zeros(n, n);
  }

  int batch() {
    return gram.rows();
  }

  /** Copies what the last forward pass gave to a block. */
  Matrix read(Pass pass, int b) {
    Block block = blocks.get(b);
    if (block.bias().isPresent()) {
      Rows.withOnes(pass.input(block), inputs[b]);
    } else {
      inputs[b].setTo(pass.input(block));
    }
    return inputs[b];
  }

  /** ā of a block as it was read, (n, dIn). */
  Matrix of(int b) {
    return inputs[b];
  }

  /** {@code ā āᵀ} of a block as it was read, (n, n), until the next call. */
  Matrix gram(int b) {
    return gram.setToGram(1, inputs[b].T());
  }
}
