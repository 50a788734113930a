package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;

/** The whole matrix of a block's curvature, (dIn dOut, dIn dOut): for small layers. */
final class FullBlock implements BlockCurvature {
  private final Block block;
  private final DampedMatrix C;
  private final Matrix G;
  private final Matrix V;
  private Matrix rows = Matrix.zeros(0, 0);

  FullBlock(Block block, boolean exactDamping) {
    this.block = block;
    C = DampedMatrix.of(PerExampleGradients.width(block), exactDamping);
    G = Matrix.zeros(block.dOut(), block.dIn());
    V = Matrix.zeros(block.dOut(), block.dIn());
  }

  /** C. */
  RunningFactor mean() {
    return C.mean();
  }

  @Override
  public String name() {
    return block.name();
  }

  @Override
  public void begin(double rho) {
    C.mean().begin(rho);
  }

  @Override
  public void addInputs(Pass pass) {
    // nothing without the output gradients
  }

  @Override
  public void addOutputs(Pass pass, double weight) {
    int n = pass.size();
    if (rows.rows() != n) {
      rows = Matrix.zeros(n, PerExampleGradients.width(block));
    }
    PerExampleGradients.write(pass, block, rows, 0);
    C.mean().addGram(weight / n, rows);
  }

  @Override
  public List<Decomposition> decompositions() {
    return List.of(new Decomposition(block.name() + ", whole block", C::refresh));
  }

  @Override
  public void apply(double lambda, ParameterVector.OfBlock gradient, ParameterVector.OfBlock into) {
    int d = PerExampleGradients.width(block);
    C.solve(lambda, gradient.joinInto(G).reshaped(d, 1), V.reshaped(d, 1));
    into.splitFrom(V);
  }

  @Override
  public double quadratic(ParameterVector.OfBlock u) {
    Matrix x = u.joinInto(G).reshaped(PerExampleGradients.width(block), 1);
    return C.mean().symmetric().times(x).dot(x);
  }

  @Override
  public void state(StateVisitor visitor) {
    C.state(visitor);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    reader.accept(block.name(), SymmetricEigen.valuesOf(mean().symmetric()));
  }
}
