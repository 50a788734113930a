package dev.layerwise.optim.natural;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import java.util.List;
import java.util.function.Function;

/**
 * {@code (F + λ I)⁻¹ ∇} in the space of outputs, where F is that of their own metric and ∇ the
 * loss's own gradient. With J the derivative of all C n outputs and v the loss's gradient there:
 *
 * <pre>
 * F = JᵀJ/n,   ∇ = Jᵀv/n,   K = J Jᵀ = Σ over layers of (g gᵀ) ∘ (ā āᵀ)      (C n, C n)
 * (F + λ I)⁻¹ ∇ = Jᵀ (K + n λ I)⁻¹ v
 * </pre>
 *
 * <p>One more backward pass applies Jᵀ. The gradient itself is not needed, nothing cancels as λ
 * goes to 0, and at λ = 0 it is the natural gradient: the least of the steps that bring the
 * linearised network's outputs to {@code f − v}.
 *
 * <p>Source: Zhang, Martens and Grosse 2019, eq. (7).
 */
final class OutputSolver {
  private final List<Block> blocks;
  private final FisherPasses passes = new FisherPasses(new FisherType.OutputJacobian());
  private final LayerInputs inputs;
  private final Matrix[] outputs;
  private final Matrix outputGram;
  private final Matrix K;
  private final Matrix v;
  private final Cholesky factor;
  private final FisherPasses.Visit visit = this::add;
  private final Matrix stacked;
  private Pass pass;
  private int visits;

  OutputSolver(List<Block> blocks, int n, int classes) {
    this.blocks = blocks;
    inputs = new LayerInputs(blocks, n);
    outputs =
        classes == 1
            ? new Matrix[0]
            : blocks.stream()
                .map(block -> Matrix.zeros(classes * n, block.dOut()))
                .toArray(Matrix[]::new);
    outputGram = Matrix.zeros(classes * n, classes * n);
    K = Matrix.zeros(classes * n, classes * n);
    v = Matrix.zeros(n, classes);
    stacked = v.reshaped(classes * n, 1);
    factor = Cholesky.of(Matrix.identity(classes * n));
  }

  int batch() {
    return inputs.batch();
  }

  /**
   * Computes the directions.
   *
   * @param network after a forward pass; its gradients are not read
   * @param t the step
   * @param lambda λ ≥ 0
   * @param directions for each parameter of the network a matrix of its shape, left as it was if
   *     {@code K + n λ I} is singular
   */
  void solve(
      NetworkObjective network, long t, double lambda, Function<Parameter, Matrix> directions) {
    pass = network.pass();
    visits = 0;
    K.fill(0);
    passes.forEach(pass, network.lossFunction(), network.outputs(), network.labels(t), visit);
    double ridge = batch() * lambda;
    for (int i = 0; ridge != 0 && i < K.rows(); i++) {
      K.set(i, i, K.get(i, i) + ridge);
    }
    factor.setTo(K);
    network.lossFunction().gradient(network.outputs(), network.targets(), v);
    factor.solveInPlace(stacked); // (K + n λ I)⁻¹ v
    pass.backward(v.timesInPlace(batch()), directions); // Jᵀ; a backward pass divides by n
  }

  private void add(double weight) {
    int n = batch();
    visits++;
    for (int b = 0; b < blocks.size(); b++) {
      if (outputs.length > 0) {
        Rows.paste(pass.outputGradient(blocks.get(b)), outputs[b], (visits - 1) * n);
      }
      if (visits * n < K.rows()) {
        continue;
      }
      if (outputs.length > 0) {
        outputGram.setToGram(1, outputs[b].T());
      } else {
        pass.outputGram(blocks.get(b), outputGram); // g gᵀ
      }
      inputs.read(pass, b);
      Rows.plusTiledHadamard(outputGram, inputs.gram(b), K);
    }
  }
}
