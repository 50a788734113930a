package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Symmetric;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * n examples of a single-index model, drawn block by block whenever they are asked for, so that no
 * more than a block is in memory and it stays in the cache. The white inputs z and the noise are
 * the same for every covariance: {@code x = D z}.
 */
public final class SingleIndexSample {
  /** Rows of a block; which numbers an example gets depends on it. */
  static final int BLOCK = 500;

  private final SingleIndexModel model;
  private final int n;
  private final Rng rng;

  SingleIndexSample(SingleIndexModel model, int n, Rng rng) {
    if (n < 1) {
      throw new IllegalArgumentException("a sample of " + n + " examples; want at least 1");
    }
    this.model = model;
    this.n = n;
    this.rng = rng;
  }

  /** What is done with a block of examples. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Visits a block.
     *
     * @param X inputs, (m, dX), overwritten by the next block
     * @param y labels, (m, 1), overwritten by the next block
     */
    void visit(Matrix X, Matrix y);
  }

  /** What is done with a block of white inputs, and its label noise. */
  @FunctionalInterface
  private interface WhiteVisitor {
    void visit(Matrix Z, Matrix epsilon);
  }

  /** n. */
  public int size() {
    return n;
  }

  /** The model. */
  public SingleIndexModel model() {
    return model;
  }

  private void forEachWhiteBlock(WhiteVisitor visitor) {
    Matrix Z = Matrix.zeros(Math.min(n, BLOCK), model.direction().rows());
    for (int from = 0, block = 0; from < n; from += BLOCK, block++) {
      int rows = Math.min(BLOCK, n - from);
      if (rows != Z.rows()) {
        Z = Matrix.zeros(rows, Z.cols());
      }
      Z.fillInPlace(rng.stream("inputs", block)::fillGaussian);
      visitor.visit(Z, rng.stream("noise", block).gaussian(rows, 1));
    }
  }

  /**
   * Visits all examples, in blocks.
   *
   * @param scales the inputs' variances
   * @param visitor is given each block once
   */
  public void forEachBlock(InputScales scales, Visitor visitor) {
    forEachWhiteBlock((Z, epsilon) -> {
      Matrix X = scales.scaleInto(Z, Z);
      visitor.visit(X, model.labelInPlace(X.times(model.direction()), epsilon));
    });
  }

  /** All examples at once. */
  public LabelledExamples examples(InputScales scales) {
    List<Matrix[]> inputs = new ArrayList<>();
    List<Matrix[]> labels = new ArrayList<>();
    forEachBlock(
        scales,
        (X, y) -> {
          inputs.add(new Matrix[] {X.copy()});
          labels.add(new Matrix[] {y.copy()});
        });
    return new LabelledExamples(
        Matrix.blocks(inputs.toArray(Matrix[][]::new)),
        Matrix.blocks(labels.toArray(Matrix[][]::new)));
  }

  /** The sample's moments with inputs of given variances. */
  public LabelledMoments moments(InputScales scales) {
    return moments(List.of(scales)).getFirst();
  }

  /**
   * The sample's moments for several covariances, from one pass over the white inputs: with {@code
   * G = ZᵀZ/n} they are {@code S = D G D} and {@code b = D Zᵀy/n}.
   *
   * @param covariances the variances of the inputs, each
   * @return the moments, in the same order
   */
  public List<LabelledMoments> moments(List<InputScales> covariances) {
    int dX = model.direction().rows();
    Matrix directions = Matrix.zeros(dX, covariances.size()); // z ↦ β⋆·D z for every D
    for (int k = 0; k < covariances.size(); k++) {
      Matrix scaled = covariances.get(k).timesRoots(model.direction());
      for (int j = 0; j < dX; j++) {
        directions.set(j, k, scaled.get(j, 0));
      }
    }
    Matrix G = Matrix.zeros(dX, dX);
    Matrix C = Matrix.zeros(dX, covariances.size());
    forEachWhiteBlock((Z, epsilon) -> {
      Symmetric.blendGram(1, 1.0 / n, Z, G);
      Matrix Y = model.labelInPlace(Z.times(directions), epsilon);
      C.plusProductInPlace(1.0 / n, Z.T(), Y);
    });
    Symmetric.mirrorLower(G);
    List<LabelledMoments> moments = new ArrayList<>();
    for (int k = 0; k < covariances.size(); k++) {
      InputScales scales = covariances.get(k);
      Matrix S = k == covariances.size() - 1 ? G : G.copy();
      moments.add(
          new LabelledMoments(
              scales.congruenceInPlace(S), scales.timesRoots(C.slice(0, dX, k, k + 1))));
    }
    return moments;
  }
}
