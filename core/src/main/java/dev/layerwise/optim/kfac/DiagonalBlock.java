package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;

/** The diagonal of a block's curvature, {@code D = E[(Σ_t g āᵀ)²]}: {@code V = ∇ ∘ (D + λ)ᵖ}. */
final class DiagonalBlock implements BlockCurvature {
  private final Block block;
  private final double power;
  private final RunningDiagonal D;
  private final Matrix X;
  private Matrix squaredInputs = Matrix.zeros(0, 0);
  private Matrix squaredGradients = Matrix.zeros(0, 0);
  private Matrix fresh;

  DiagonalBlock(Block block, double power) {
    this.block = block;
    this.power = power;
    D = new RunningDiagonal(block.dOut(), block.dIn());
    X = Matrix.zeros(block.dOut(), block.dIn());
    fresh = Matrix.zeros(block.dOut(), block.dIn());
  }

  @Override
  public String name() {
    return block.name();
  }

  @Override
  public void begin(double rho) {
    D.begin(rho);
  }

  @Override
  public void addInputs(Pass pass) {
    // nothing without the output gradients
  }

  @Override
  public void addOutputs(Pass pass, double weight) {
    int n = pass.size();
    if (block.positions() > 1) {
      addPerExample(pass, weight / n);
      return;
    }
    if (squaredInputs.rows() != n) {
      squaredInputs = Matrix.zeros(n, block.dIn()).fill(1);
      squaredGradients = Matrix.zeros(n, block.dOut());
    }
    Matrix a = pass.input(block);
    for (int j = 0; j < a.cols(); j++) {
      for (int i = 0; i < n; i++) {
        squaredInputs.set(i, j, a.get(i, j) * a.get(i, j));
      }
    }
    Entries.each(squaredGradients.setTo(pass.outputGradient(block)), DiagonalBlock::square);
    fresh.setToProduct(weight / n, squaredGradients.T(), squaredInputs); // g² (ā²)ᵀ
    D.add(fresh);
  }

  private void addPerExample(Pass pass, double weight) {
    int n = pass.size();
    int d = PerExampleGradients.width(block);
    if (squaredGradients.rows() != n) {
      squaredGradients = Matrix.zeros(n, d);
      squaredInputs = Matrix.zeros(1, n).fill(1);
    }
    PerExampleGradients.write(pass, block, squaredGradients, 0);
    Entries.each(squaredGradients, DiagonalBlock::square);
    fresh = fresh.reshaped(1, d).setToProduct(weight, squaredInputs, squaredGradients);
    fresh = fresh.reshaped(block.dOut(), block.dIn());
    D.add(fresh);
  }

  private static void square(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] *= a[i];
    }
  }

  @Override
  public List<Decomposition> decompositions() {
    return List.of();
  }

  @Override
  public void apply(double lambda, ParameterVector.OfBlock G, ParameterVector.OfBlock V) {
    G.joinInto(X);
    D.divide(X, lambda, power);
    V.splitFrom(X);
  }

  @Override
  public double quadratic(ParameterVector.OfBlock u) {
    u.joinInto(X);
    return X.hadamard(X).dot(D.mean());
  }

  @Override
  public void state(StateVisitor visitor) {
    D.state(visitor);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    reader.accept(block.name() + " diagonal", D.sorted());
  }
}
