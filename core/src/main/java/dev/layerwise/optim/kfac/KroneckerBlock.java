package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KeptSplit;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code C = s A ⊗ G} with the damping split over the factors, so that {@code V = (1/s) (γG + γ'
 * I)⁻¹ ∇ (αA + α' I)⁻¹} by two products with inverses that are kept from one refresh to the next,
 * and s with them.
 */
final class KroneckerBlock implements BlockCurvature {
  private final Block block;
  private final BlockFactors statistics;
  private final KroneckerFactors factors;
  private final KroneckerDamping damping;
  private final KeptInverse inverseA;
  private final KeptInverse inverseG;
  private final Matrix GW;
  private final Matrix Gb;
  private double keptScale = 1;

  KroneckerBlock(BlockFactors statistics, KroneckerDamping damping) {
    this.block = statistics.block();
    this.statistics = statistics;
    this.factors = statistics.pair();
    this.damping = damping;
    inverseA = new KeptInverse(block.dIn());
    inverseG = new KeptInverse(block.dOut());
    GW = Matrix.zeros(block.dOut(), block.weight().value().cols());
    Gb = Matrix.zeros(block.dOut(), 1);
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
    KeptSplit ofInputs = new KeptSplit(); // one each: both may run at the same time
    KeptSplit ofOutputs = new KeptSplit();
    return List.of(
        new Decomposition(
            block.name() + ", input factor",
            lambda -> {
              KeptSplit split = split(ofInputs, lambda);
              inverseA.setTo(split.inputScale(), factors.inputs().lower(), split.inputRidge());
            }),
        new Decomposition(
            block.name() + ", output factor",
            lambda -> {
              KeptSplit split = split(ofOutputs, lambda);
              inverseG.setTo(split.outputScale(), factors.outputs().lower(), split.outputRidge());
              keptScale = statistics.scale();
            }));
  }

  private KeptSplit split(KeptSplit split, double lambda) {
    return split.setTo(damping, factors.inputs(), factors.outputs(), statistics.scale(), lambda);
  }

  @Override
  public void apply(double lambda, ParameterVector.OfBlock G, ParameterVector.OfBlock V) {
    GW.setToProduct(inverseG.matrix(), G.weight());
    if (V.bias().isPresent()) {
      Gb.setToProduct(inverseG.matrix(), G.bias().orElseThrow());
      Batches.timesBordered(
          1 / keptScale, GW, Gb, inverseA.matrix(), V.weight(), V.bias().get()); // G⁻¹ ∇ A⁻¹
    } else {
      V.weight().setToProduct(1 / keptScale, GW, inverseA.matrix());
    }
  }

  @Override
  public double quadratic(ParameterVector.OfBlock u) {
    return statistics.scale() * quadratic(factors, u, GW, Gb);
  }

  /** {@code tr(uᵀ G u A)}; the scratch matrices have the shapes of weight and bias. */
  static double quadratic(
      KroneckerFactors factors, ParameterVector.OfBlock u, Matrix scratch, Matrix scratchBias) {
    Matrix A = factors.inputs().symmetric();
    Matrix G = factors.outputs().symmetric();
    scratch.setToProduct(G, u.weight());
    if (u.bias().isEmpty()) {
      return scratch.dot(u.weight().times(A));
    }
    Matrix b = u.bias().get();
    scratchBias.setToProduct(G, b);
    Matrix uA = Matrix.zeros(b.rows(), A.cols() - 1);
    Matrix bA = Matrix.zeros(b.rows(), 1);
    Batches.timesBordered(1, u.weight(), b, A, uA, bA);
    return scratch.dot(uA) + scratchBias.dot(bA);
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.factor("A", factors.inputs());
    visitor.factor("G", factors.outputs());
    visitor.matrix("A inverse", inverseA.matrix());
    visitor.matrix("G inverse", inverseG.matrix());
    keptScale = visitor.number("scale", keptScale);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    spectra(block, factors, reader);
  }

  static void spectra(Block block, KroneckerFactors factors, BiConsumer<String, double[]> reader) {
    reader.accept(block.name() + " inputs", SymmetricEigen.valuesOf(factors.inputs().symmetric()));
    reader.accept(
        block.name() + " outputs", SymmetricEigen.valuesOf(factors.outputs().symmetric()));
  }
}
