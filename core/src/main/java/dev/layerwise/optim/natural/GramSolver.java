package dev.layerwise.optim.natural;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.form.BlockMatrices;

/**
 * {@code (F + λ I)⁻¹ ∇} through the Gram matrix of the per-example gradients, which are never
 * formed. With the m n rows {@code √w vec(g āᵀ)} of J, m backward passes of n examples:
 *
 * <pre>
 * F = JᵀJ/n,   K = J Jᵀ = Σ over layers of (g gᵀ) ∘ (ā āᵀ)          (m n, m n)
 * (F + λ I)⁻¹ ∇ = (∇ − Jᵀ (K + n λ I)⁻¹ J ∇)/λ                       (Woodbury)
 * </pre>
 */
final class GramSolver {
  private final BlockMatrices blocks;
  private final FisherPasses passes;
  private final int m;
  private final LayerInputs inputs;
  private final Matrix[] products;
  private final Matrix[] outputs;
  private final Matrix[] directions;
  private final Matrix outputGram;
  private final Matrix K;
  private final Matrix v;
  private final Cholesky factor;
  private final FisherPasses.Visit visit = this::keep;
  private Pass pass;
  private int visits;

  GramSolver(BlockMatrices blocks, FisherType fisher, int n, int classes) {
    this.blocks = blocks;
    passes = new FisherPasses(fisher);
    m = passes(fisher, classes);
    int count = blocks.blocks().size();
    inputs = new LayerInputs(blocks.blocks(), n);
    products = new Matrix[count];
    outputs = new Matrix[count];
    directions = new Matrix[count];
    for (int b = 0; b < count; b++) {
      Block block = blocks.blocks().get(b);
      products[b] = Matrix.zeros(n, block.dOut());
      outputs[b] = Matrix.zeros(m * n, block.dOut());
      directions[b] = Matrix.zeros(block.dOut(), block.dIn());
    }
    outputGram = Matrix.zeros(m * n, m * n);
    K = Matrix.zeros(m * n, m * n);
    v = Matrix.zeros(m * n, 1);
    factor = Cholesky.of(Matrix.identity(m * n));
  }

  /** How many backward passes a kind makes. */
  static int passes(FisherType fisher, int classes) {
    return switch (fisher) {
      case FisherType.Empirical empirical -> 1;
      case FisherType.Sampled sampled -> sampled.samples();
      case FisherType.CurvaturePropagation propagation -> propagation.samples();
      case FisherType.ExactGaussNewton exact -> classes;
      case FisherType.OutputJacobian jacobian -> classes;
    };
  }

  int batch() {
    return inputs.batch();
  }

  /** Reads inputs and output gradients of the batch, and factorises {@code K + n λ I}. */
  void prepare(NetworkObjective network, long t, double lambda) {
    pass = network.pass();
    visits = 0;
    passes.forEach(pass, network.lossFunction(), network.outputs(), network.labels(t), visit);
    K.fill(0);
    for (int b = 0; b < outputs.length; b++) {
      inputs.read(pass, b);
      outputGram.setToGram(1, outputs[b].T()); // g gᵀ
      Rows.plusTiledHadamard(outputGram, inputs.gram(b), K);
    }
    double ridge = batch() * lambda;
    for (int i = 0; i < K.rows(); i++) {
      K.set(i, i, K.get(i, i) + ridge);
    }
    factor.setTo(K);
  }

  private void keep(double weight) {
    for (int b = 0; b < outputs.length; b++) {
      Matrix g = pass.outputGradient(blocks.blocks().get(b));
      if (weight != 1) {
        g = products[b].setTo(g).timesInPlace(Math.sqrt(weight));
      }
      Rows.paste(g, outputs[b], visits * batch());
    }
    visits++;
  }

  /** Sets the directions of all blocks. */
  void solve(double lambda) {
    v.fill(0);
    for (int b = 0; b < outputs.length; b++) {
      products[b].setToProduct(inputs.of(b), directions[b].setTo(blocks.gradient(b)).T());
      for (int k = 0; k < m; k++) {
        Rows.plusDots(products[b], outputs[b], k * batch(), v); // J ∇
      }
    }
    factor.solveInPlace(v); // (K + n λ I)⁻¹ J ∇
    for (int b = 0; b < outputs.length; b++) {
      products[b].fill(0);
      for (int k = 0; k < m; k++) {
        Rows.plusScaled(products[b], outputs[b], k * batch(), v);
      }
      directions[b].plusProductInPlace(-1, products[b].T(), inputs.of(b)); // ∇ − Jᵀ v
      blocks.setDirection(b, directions[b].timesInPlace(1 / lambda));
    }
  }
}
