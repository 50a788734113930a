package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import java.util.function.IntFunction;

/**
 * The two factors of a block's curvature, {@code C ≈ T · A ⊗ G}: means over the rows of a batch,
 * {@code A = (1/N) Σ ā āᵀ} and {@code G = (1/N) Σ g gᵀ}, where N counts examples times the T
 * positions at which an example passes the block, and ā ends with the 1 of a bias.
 *
 * <pre>{@code
 * factors.begin(rho);
 * factors.addInputs(pass);
 * fisher.forEach(pass, loss, outputs, rng, weight -> factors.addOutputs(pass, weight));
 * }</pre>
 *
 * <p>Source: Martens and Grosse 2015; Concurrence App. D.1; Grosse and Martens 2016 for
 * convolutions.
 */
public final class KroneckerFactors {
  private final Block block;
  private final RunningFactor A;
  private final RunningFactor G;

  /**
   * Starts both factors.
   *
   * @param block the block
   * @param start makes a running factor of a given order
   */
  public KroneckerFactors(Block block, IntFunction<RunningFactor> start) {
    this.block = block;
    A = start.apply(block.dIn());
    G = start.apply(block.dOut());
  }

  /** The block. */
  public Block block() {
    return block;
  }

  /** A, (dIn, dIn), the bias's 1 last. */
  public RunningFactor inputs() {
    return A;
  }

  /** G, (dOut, dOut). */
  public RunningFactor outputs() {
    return G;
  }

  /**
   * Begins an update of both.
   *
   * @param rho ρ, how much of its weight the past keeps
   */
  public void begin(double rho) {
    A.begin(rho);
    G.begin(rho);
  }

  /**
   * Adds the inputs of the last forward pass.
   *
   * @param pass the pass
   */
  public void addInputs(Pass pass) {
    addInputs(pass, 1);
  }

  /**
   * Adds the inputs of the last forward pass.
   *
   * @param pass the pass
   * @param weight what their second moment counts
   */
  public void addInputs(Pass pass, double weight) {
    Matrix a = pass.input(block);
    if (block.bias().isPresent()) {
      A.addGramWithOnes(weight / a.rows(), a); // ā āᵀ
    } else {
      A.addGram(weight / a.rows(), a);
    }
  }

  /**
   * Adds the output gradients of the last backward pass.
   *
   * @param pass the pass
   * @param weight what {@link FisherPasses.Visit} was told
   */
  public void addOutputs(Pass pass, double weight) {
    Matrix g = pass.outputGradient(block);
    G.addGram(weight / g.rows(), g); // g gᵀ
  }
}
