package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The curvature of all weights as one matrix, formed from the gradients of each example: for
 * networks of a few hundred weights, to see what the blocks leave out.
 */
final class WholeNetwork implements NetworkCurvature {
  private final FisherPasses fisher;
  private final List<Block> blocks;
  private final DampedMatrix C;
  private final Decompositions decompositions;
  private final List<Matrix> joined = new ArrayList<>();
  private final Matrix x;
  private final Matrix y;
  private final FisherPasses.Visit visit = this::visit;
  private Matrix rows = Matrix.zeros(0, 0);
  private Pass pass;

  WholeNetwork(FisherPasses fisher, Recipe.Target target, boolean exactDamping, int tolerated) {
    this.fisher = fisher;
    this.blocks = target.blocks();
    List<Parameter> loose = new ArrayList<>(target.parameters());
    blocks.forEach(b -> loose.removeAll(b.parameters()));
    if (!loose.isEmpty()) {
      throw new IllegalArgumentException(
          "whole-network curvature: parameter "
              + loose.getFirst()
              + " belongs to no layer with a weight matrix; use curvature by blocks");
    }
    int size = 0;
    for (Block block : blocks) {
      size = Math.addExact(size, PerExampleGradients.width(block));
      joined.add(Matrix.zeros(block.dOut(), block.dIn()));
    }
    C = DampedMatrix.of(size, exactDamping);
    x = Matrix.zeros(size, 1);
    y = Matrix.zeros(size, 1);
    decompositions =
        new Decompositions(
            "K-FAC",
            List.of(new BlockCurvature.Decomposition("whole network", C::refresh)),
            tolerated);
  }

  @Override
  public void update(NetworkObjective objective, double rho, Rng labels) {
    pass = objective.pass();
    if (rows.rows() != pass.size()) {
      rows = Matrix.zeros(pass.size(), x.rows());
    }
    C.mean().begin(rho);
    fisher.forEach(pass, objective.lossFunction(), objective.outputs(), labels, visit);
  }

  private void visit(double weight) {
    int first = 0;
    for (Block block : blocks) {
      PerExampleGradients.write(pass, block, rows, first);
      first += PerExampleGradients.width(block);
    }
    C.mean().addGram(weight / pass.size(), rows);
  }

  @Override
  public void refresh(double lambda) {
    decompositions.run(lambda);
  }

  @Override
  public void apply(double lambda, ParameterVector G, ParameterVector V) {
    gather(G);
    C.solve(lambda, x, y);
    int first = 0;
    for (int b = 0; b < blocks.size(); b++) {
      Matrix block = joined.get(b);
      for (int j = 0; j < block.cols(); j++) {
        for (int i = 0; i < block.rows(); i++) {
          block.set(i, j, y.get(first++, 0));
        }
      }
      V.of(blocks.get(b)).splitFrom(block);
    }
  }

  private void gather(ParameterVector u) {
    int first = 0;
    for (int b = 0; b < blocks.size(); b++) {
      Matrix block = u.of(blocks.get(b)).joinInto(joined.get(b));
      for (int j = 0; j < block.cols(); j++) {
        for (int i = 0; i < block.rows(); i++) {
          x.set(first++, 0, block.get(i, j));
        }
      }
    }
  }

  @Override
  public double quadratic(ParameterVector u) {
    gather(u);
    return y.setToProduct(C.mean().symmetric(), x).dot(x);
  }

  @Override
  public long failed() {
    return decompositions.failed();
  }

  @Override
  public void state(StateVisitor visitor) {
    C.state(visitor);
    decompositions.state(visitor);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    reader.accept("whole network", SymmetricEigen.valuesOf(C.mean().symmetric()));
  }
}
