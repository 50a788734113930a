package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A block for each layer with a weight matrix, nothing between layers. Source: Martens and Grosse
 * 2015 §4.2.
 */
final class BlockDiagonal implements NetworkCurvature {
  private final FisherPasses fisher;
  private final List<Entry> blocks;
  private final List<LooseParameter> loose;
  private final Decompositions decompositions;
  private final FisherPasses.Visit visit = this::visit;
  private Pass pass;

  /** A block and its place among the parameters. */
  record Entry(dev.layerwise.nn.Block block, BlockCurvature curvature) {}

  BlockDiagonal(
      FisherPasses fisher, List<Entry> blocks, List<LooseParameter> loose, int tolerated) {
    this.fisher = fisher;
    this.blocks = List.copyOf(blocks);
    this.loose = List.copyOf(loose);
    decompositions =
        new Decompositions(
            "K-FAC",
            blocks.stream().flatMap(b -> b.curvature().decompositions().stream()).toList(),
            tolerated);
  }

  @Override
  public void update(NetworkObjective objective, double rho, Rng labels) {
    pass = objective.pass();
    for (int i = 0; i < loose.size(); i++) {
      loose.get(i).update(pass.size(), rho);
    }
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).curvature().begin(rho);
      blocks.get(i).curvature().addInputs(pass);
    }
    fisher.forEach(pass, objective.lossFunction(), objective.outputs(), labels, visit);
  }

  private void visit(double weight) {
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).curvature().addOutputs(pass, weight);
    }
  }

  @Override
  public void refresh(double lambda) {
    decompositions.run(lambda);
  }

  @Override
  public void apply(double lambda, ParameterVector G, ParameterVector V) {
    for (int i = 0; i < blocks.size(); i++) {
      Entry entry = blocks.get(i);
      entry.curvature().apply(lambda, G.of(entry.block()), V.of(entry.block()));
    }
    for (int i = 0; i < loose.size(); i++) {
      Parameter parameter = loose.get(i).parameter();
      loose.get(i).apply(lambda, G.of(parameter), V.of(parameter));
    }
  }

  @Override
  public boolean knowsGradient(NetworkObjective objective) {
    return loose.isEmpty()
        && blocks.stream().allMatch(entry -> entry.curvature().knowsGradient(objective));
  }

  @Override
  public void applyToOwn(double lambda, NetworkObjective objective, ParameterVector V) {
    for (Entry entry : blocks) {
      entry.curvature().applyToOwn(lambda, objective, V.of(entry.block()));
    }
  }

  @Override
  public double quadratic(ParameterVector u) {
    double sum = 0;
    for (Entry entry : blocks) {
      sum += entry.curvature().quadratic(u.of(entry.block()));
    }
    for (LooseParameter p : loose) {
      sum += p.quadratic(u.of(p.parameter()));
    }
    return sum;
  }

  @Override
  public long failed() {
    return decompositions.failed();
  }

  @Override
  public void state(StateVisitor visitor) {
    for (Entry entry : blocks) {
      entry.curvature().state(visitor.in(entry.curvature().name()));
    }
    for (LooseParameter p : loose) {
      p.state(visitor.in(p.parameter().name()));
    }
    decompositions.state(visitor);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    for (Entry entry : blocks) {
      entry.curvature().spectra(reader);
    }
  }
}
