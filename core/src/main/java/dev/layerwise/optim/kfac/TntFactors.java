package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;

/**
 * Factors whose rows are weighted by each other's norm, {@code A = E[ā āᵀ ‖g‖²]}, {@code G = E[g gᵀ
 * ‖ā‖²]}, {@code s = (tr A tr G)^(−½)}: what minimises the Kullback-Leibler divergence of tensor
 * normal distributions (TNT). Source: Ren and Goldfarb 2021; kfac-jax.
 */
final class TntFactors implements BlockFactors {
  private final KroneckerFactors pair;
  private Matrix a = Matrix.zeros(0, 0);
  private Matrix g = Matrix.zeros(0, 0);
  private Matrix ones = Matrix.zeros(0, 1);

  TntFactors(KroneckerFactors pair) {
    this.pair = pair;
    if (pair.block().positions() > 1) {
      throw new IllegalArgumentException(
          "TNT factors of layer %s, which an example passes at %d positions; use kronecker blocks"
              .formatted(pair.block().name(), pair.block().positions()));
    }
  }

  @Override
  public KroneckerFactors pair() {
    return pair;
  }

  @Override
  public double scale() {
    double traces = pair.inputs().trace() * pair.outputs().trace();
    return traces == 0 ? 1 : 1 / Math.sqrt(traces);
  }

  @Override
  public void addInputs(Pass pass) {
    // both factors wait for the output gradients
  }

  @Override
  public void addOutputs(Pass pass, double weight) {
    Block block = pair.block();
    Matrix inputs = pass.input(block);
    Matrix gradients = pass.outputGradient(block);
    int n = inputs.rows();
    if (a.rows() != n) {
      a = Matrix.zeros(n, block.dIn());
      g = Matrix.zeros(n, block.dOut());
      ones = Matrix.zeros(n, 1).fill(1);
    }
    g.setTo(gradients);
    if (block.bias().isPresent()) {
      Batches.join(inputs, ones, a);
    } else {
      a.setTo(inputs);
    }
    for (int i = 0; i < n; i++) {
      double normA = norm(a, i);
      double normG = norm(g, i);
      scale(a, i, normG);
      scale(g, i, normA);
    }
    pair.inputs().addGram(weight / n, a); // ā āᵀ ‖g‖²
    pair.outputs().addGram(weight / n, g); // g gᵀ ‖ā‖²
  }

  private static double norm(Matrix A, int row) {
    double sum = 0;
    for (int j = 0; j < A.cols(); j++) {
      sum += A.get(row, j) * A.get(row, j);
    }
    return Math.sqrt(sum);
  }

  private static void scale(Matrix A, int row, double factor) {
    for (int j = 0; j < A.cols(); j++) {
      A.set(row, j, factor * A.get(row, j));
    }
  }
}
