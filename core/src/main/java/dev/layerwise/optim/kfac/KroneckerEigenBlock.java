package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.KeptEigen;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code C = s A ⊗ G} in the eigenvectors of both factors, with exact damping: {@code V = Q_G
 * [(Q_Gᵀ ∇ Q_A) ∘ (s σ_G σ_Aᵀ + λ)ᵖ] Q_Aᵀ}. Eigenvalues below 0, which rounding leaves, count as 0.
 * The eigenvectors are those of the last refresh.
 */
final class KroneckerEigenBlock implements BlockCurvature {
  /** Which λ divides. */
  enum Freshness {
    /** That of the step: kfac-jax. */
    STEP,
    /** That of the last refresh: kfac-pytorch. */
    REFRESH
  }

  private final Block block;
  private final BlockFactors statistics;
  private final KroneckerFactors factors;
  private final double power;
  private final Freshness freshness;
  private final KeptEigen A;
  private final KeptEigen G;
  private final Matrix X;
  private final Matrix Y;
  private final Entries.Loop1 divide = this::divide;
  private double refreshLambda;
  private double lambda;
  private double keptScale = 1;

  /**
   * Starts.
   *
   * @param power p, −1 or −½
   */
  KroneckerEigenBlock(BlockFactors statistics, double power, Freshness freshness) {
    this.block = statistics.block();
    this.statistics = statistics;
    this.factors = statistics.pair();
    this.power = power;
    this.freshness = freshness;
    A = new KeptEigen(block.dIn());
    G = new KeptEigen(block.dOut());
    X = Matrix.zeros(block.dOut(), block.dIn());
    Y = Matrix.zeros(block.dOut(), block.dIn());
  }

  @Override
  public String name() {
    return block.name();
  }

  @Override
  public void begin(double rho) {
    factors.begin(rho);
  }

  @Override
  public void addInputs(Pass pass) {
    statistics.addInputs(pass);
  }

  @Override
  public void addOutputs(Pass pass, double weight) {
    statistics.addOutputs(pass, weight);
  }

  @Override
  public List<Decomposition> decompositions() {
    return List.of(
        new Decomposition(
            block.name() + ", input factor",
            freshLambda -> {
              A.setTo(factors.inputs().lower());
              refreshLambda = freshLambda;
            }),
        new Decomposition(
            block.name() + ", output factor",
            freshLambda -> {
              G.setTo(factors.outputs().lower());
              keptScale = statistics.scale();
            }));
  }

  @Override
  public void apply(
      double stepLambda, ParameterVector.OfBlock gradient, ParameterVector.OfBlock V) {
    lambda = freshness == Freshness.STEP ? stepLambda : refreshLambda;
    gradient.joinInto(X);
    Y.setToProduct(G.vectors().T(), X);
    X.setToProduct(Y, A.vectors()); // Q_Gᵀ ∇ Q_A
    Entries.each(X, divide);
    Y.setToProduct(G.vectors(), X);
    X.setToProduct(Y, A.vectors().T());
    V.splitFrom(X);
  }

  private void divide(double[] x, int n) {
    int rows = X.rows();
    for (int j = 0; j < X.cols(); j++) {
      double a = keptScale * Math.max(0, A.values().get(j, 0));
      for (int i = 0; i < rows; i++) {
        double d = Math.max(0, G.values().get(i, 0)) * a + lambda;
        x[i + j * rows] *= power == -1 ? 1 / d : Math.pow(d, power); // (s σ_G σ_Aᵀ + λ)ᵖ
      }
    }
  }

  @Override
  public double quadratic(ParameterVector.OfBlock u) {
    Matrix scratch = Matrix.zeros(u.weight().rows(), u.weight().cols());
    return statistics.scale()
        * KroneckerBlock.quadratic(factors, u, scratch, Matrix.zeros(scratch.rows(), 1));
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.factor("A", factors.inputs());
    visitor.factor("G", factors.outputs());
    visitor.matrix("A vectors", A.vectors());
    visitor.matrix("A values", A.values());
    visitor.matrix("G vectors", G.vectors());
    visitor.matrix("G values", G.values());
    refreshLambda = visitor.number("refresh damping", refreshLambda);
    keptScale = visitor.number("scale", keptScale);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    KroneckerBlock.spectra(block, factors, reader);
  }
}
