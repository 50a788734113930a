package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Pass;
import dev.layerwise.random.Rng;

/**
 * The backward passes of a {@link FisherType}, one after the other, with the buffers that they
 * need.
 *
 * <pre>{@code
 * fisher.forEach(pass, loss, outputs, rng, weight -> {
 *   Matrix g = pass.outputGradient(block);
 *   factor.addGram(weight / g.rows(), g);   // G = Σ weight/N gᵀg
 * });
 * }</pre>
 *
 * <p>Source: Martens and Grosse 2015 §5.
 */
public final class FisherPasses {
  private final FisherType type;
  private Matrix R = Matrix.zeros(0, 0);
  private Matrix g = Matrix.zeros(0, 0);

  /** Reads {@code pass.outputGradient(block)} of every block that it wants. */
  @FunctionalInterface
  public interface Visit {
    /**
     * A backward pass is done.
     *
     * @param weight what its second moment counts: 1 divided by the samples, or 1 for each column
     *     of the exact factor; the mean over the rows is the reader's
     */
    void passed(double weight);
  }

  /**
   * Makes the passes of a kind.
   *
   * @param type the kind
   */
  public FisherPasses(FisherType type) {
    this.type = type;
  }

  /** The kind. */
  public FisherType type() {
    return type;
  }

  /**
   * How many passes there are.
   *
   * @param outputs f of the forward pass, (n, C)
   */
  public int count(Matrix outputs) {
    return switch (type) {
      case FisherType.Empirical empirical -> 1;
      case FisherType.Sampled sampled -> sampled.samples();
      case FisherType.CurvaturePropagation propagation -> propagation.samples();
      case FisherType.ExactGaussNewton exact -> outputs.cols();
      case FisherType.OutputJacobian jacobian -> outputs.cols();
    };
  }

  /**
   * Runs the passes. The parameters' gradients stay as they are; the blocks' output gradients are
   * those of the last pass afterwards.
   *
   * @param pass after a forward pass, and for the empirical kind the loss's backward pass
   * @param loss the loss
   * @param outputs f of that forward pass, (n, C)
   * @param labels the stream of the draws; not read by kinds that draw nothing
   * @param visit is told of each pass
   */
  public void forEach(Pass pass, Loss loss, Matrix outputs, Rng labels, Visit visit) {
    switch (type) {
      case FisherType.Empirical empirical -> visit.passed(1);
      case FisherType.Sampled sampled -> {
        makeRoom(outputs);
        for (int k = 0; k < sampled.samples(); k++) {
          pass.propagate(loss.sampledGradient(outputs, labels, g));
          visit.passed(1.0 / sampled.samples());
        }
      }
      case FisherType.CurvaturePropagation propagation -> {
        makeRoom(outputs);
        for (int k = 0; k < propagation.samples(); k++) {
          R.fillInPlace(labels::fillSigns);
          pass.propagate(loss.factorProduct(outputs, R, g)); // Jᵀ B r
          visit.passed(1.0 / propagation.samples());
        }
      }
      case FisherType.ExactGaussNewton exact -> {
        makeRoom(outputs);
        for (int c = 0; c < R.cols(); c++) {
          unit(c);
          pass.propagate(loss.factorProduct(outputs, R, g)); // Jᵀ B e_c
          visit.passed(1);
        }
      }
      case FisherType.OutputJacobian jacobian -> {
        makeRoom(outputs);
        for (int c = 0; c < R.cols(); c++) {
          unit(c);
          pass.propagate(g.setTo(R)); // Jᵀ e_c
          visit.passed(1);
        }
      }
    }
  }

  private void unit(int c) {
    R.fill(0);
    for (int i = 0; i < R.rows(); i++) {
      R.set(i, c, 1);
    }
  }

  private void makeRoom(Matrix outputs) {
    if (R.rows() != outputs.rows() || R.cols() != outputs.cols()) {
      R = Matrix.zeros(outputs.rows(), outputs.cols());
      g = Matrix.zeros(outputs.rows(), outputs.cols());
    }
  }
}
