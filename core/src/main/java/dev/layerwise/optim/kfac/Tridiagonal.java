package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Curvature whose inverse is block tridiagonal along the chain of layers: {@code C⁻¹ = Ξᵀ Λ Ξ} with
 * {@code Λ = diag(Σ₁⁻¹, …, Σ_ℓ⁻¹)} and Ξ the identity with {@code −Ψ_{i,i+1}} above its diagonal.
 *
 * <p>Theorem: C equals the products {@code A_ij ⊗ G_ij} on its diagonal and first off-diagonal
 * blocks; elsewhere it is what follows if each layer's gradient depends on the others through its
 * neighbours alone. Layers that an example passes at several positions are not linked to their
 * neighbours.
 *
 * <p>Source: Martens and Grosse 2015 §4.3; their factored damping goes into all factors.
 */
final class Tridiagonal implements NetworkCurvature {
  private final FisherPasses fisher;
  private final List<Node> chain = new ArrayList<>();
  private final List<LooseParameter> loose;
  private final Decompositions decompositions;
  private final FisherPasses.Visit visit = this::visit;
  private Pass pass;

  /** One layer: its own factors, its link to the next layer, and room for its part of a vector. */
  private static final class Node {
    final Block block;
    final KroneckerFactors factors;
    final boolean linked;
    final ChainLink link;
    final Matrix crossA;
    final Matrix crossG;
    final Matrix U;
    Matrix inputs = Matrix.zeros(0, 0);
    Matrix ones = Matrix.zeros(0, 1);
    double past = 1;
    double fresh;

    Node(Block block, Optional<Block> next, KroneckerDamping damping) {
      this.block = block;
      factors = new KroneckerFactors(block, RunningFactor::ofKnownWeight);
      linked = next.isPresent() && block.positions() == 1 && next.get().positions() == 1;
      int nextIn = linked ? next.get().dIn() : 0;
      int nextOut = linked ? next.get().dOut() : 0;
      link = new ChainLink(block.positions(), damping, block.dIn(), block.dOut(), nextIn, nextOut);
      crossA = Matrix.zeros(block.dIn(), nextIn);
      crossG = Matrix.zeros(block.dOut(), nextOut);
      U = Matrix.zeros(block.dOut(), block.dIn());
    }

    /** Joins the inputs with the bias's 1 and begins an update. */
    void begin(Pass pass, double rho) {
      double before = factors.inputs().weight();
      factors.begin(rho);
      past = rho * before / factors.inputs().weight();
      fresh = 1 / factors.inputs().weight();
      crossG.timesInPlace(past);
      factors.addInputs(pass);
      Matrix a = pass.input(block);
      if (block.bias().isPresent()) {
        if (inputs.rows() != a.rows()) {
          inputs = Matrix.zeros(a.rows(), block.dIn());
          ones = Matrix.zeros(a.rows(), 1).fill(1);
        }
        Batches.join(a, ones, inputs);
      } else {
        inputs = a;
      }
    }
  }

  Tridiagonal(
      FisherPasses fisher,
      List<Block> blocks,
      List<LooseParameter> loose,
      KroneckerDamping damping,
      int tolerated) {
    this.fisher = fisher;
    this.loose = List.copyOf(loose);
    for (int i = 0; i < blocks.size(); i++) {
      Optional<Block> next =
          i + 1 < blocks.size() ? Optional.of(blocks.get(i + 1)) : Optional.empty();
      chain.add(new Node(blocks.get(i), next, damping));
    }
    List<BlockCurvature.Decomposition> all = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      int index = i;
      all.add(
          new BlockCurvature.Decomposition(
              chain.get(i).block.name(), lambda -> refresh(index, lambda)));
    }
    decompositions = new Decompositions("block-tridiagonal K-FAC", all, tolerated);
  }

  @Override
  public void update(NetworkObjective objective, double rho, Rng labels) {
    pass = objective.pass();
    loose.forEach(p -> p.update(pass.size(), rho));
    chain.forEach(node -> node.begin(pass, rho));
    for (int i = 0; i + 1 < chain.size(); i++) {
      Node node = chain.get(i);
      if (node.linked) {
        Matrix next = chain.get(i + 1).inputs;
        node.crossA.timesInPlace(node.past);
        node.crossA.plusProductInPlace(node.fresh / next.rows(), node.inputs.T(), next);
      }
    }
    fisher.forEach(pass, objective.lossFunction(), objective.outputs(), labels, visit);
  }

  private void visit(double weight) {
    for (int i = 0; i < chain.size(); i++) {
      Node node = chain.get(i);
      node.factors.addOutputs(pass, weight);
      if (node.linked) {
        Matrix own = pass.outputGradient(node.block);
        Matrix next = pass.outputGradient(chain.get(i + 1).block);
        node.crossG.plusProductInPlace(weight * node.fresh / own.rows(), own.T(), next);
      }
    }
  }

  private void refresh(int i, double lambda) {
    Node node = chain.get(i);
    Optional<KroneckerFactors> next =
        node.linked ? Optional.of(chain.get(i + 1).factors) : Optional.empty();
    node.link.refresh(
        new ChainLink.Means(
            node.factors.inputs(), next.map(KroneckerFactors::inputs), next.map(n -> node.crossA)),
        new ChainLink.Means(
            node.factors.outputs(),
            next.map(KroneckerFactors::outputs),
            next.map(n -> node.crossG)),
        lambda);
  }

  @Override
  public void refresh(double lambda) {
    decompositions.run(lambda);
  }

  @Override
  public void apply(double lambda, ParameterVector G, ParameterVector V) {
    for (Node node : chain) {
      G.of(node.block).joinInto(node.U);
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (chain.get(i).linked) {
        chain.get(i).link.minusFromNext(chain.get(i).U, chain.get(i + 1).U); // Ξ
      }
    }
    for (Node node : chain) {
      node.link.solveInPlace(node.U); // Λ
    }
    for (int i = chain.size() - 2; i >= 0; i--) {
      if (chain.get(i).linked) {
        chain.get(i).link.minusToNext(chain.get(i).U, chain.get(i + 1).U); // Ξᵀ
      }
    }
    for (Node node : chain) {
      V.of(node.block).splitFrom(node.U);
    }
    for (LooseParameter p : loose) {
      p.apply(lambda, G.of(p.parameter()), V.of(p.parameter()));
    }
  }

  /** That of the diagonal blocks alone. */
  @Override
  public double quadratic(ParameterVector u) {
    double sum = 0;
    for (Node node : chain) {
      ParameterVector.OfBlock part = u.of(node.block);
      Matrix scratch = Matrix.zeros(part.weight().rows(), part.weight().cols());
      sum +=
          node.block.positions()
              * KroneckerBlock.quadratic(
                  node.factors, part, scratch, Matrix.zeros(scratch.rows(), 1));
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
    for (Node node : chain) {
      StateVisitor inside = visitor.in(node.block.name());
      inside.factor("A", node.factors.inputs());
      inside.factor("G", node.factors.outputs());
      inside.matrix("A with next", node.crossA);
      inside.matrix("G with next", node.crossG);
      node.link.state(inside);
    }
    for (LooseParameter p : loose) {
      p.state(visitor.in(p.parameter().name()));
    }
    decompositions.state(visitor);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    for (Node node : chain) {
      KroneckerBlock.spectra(node.block, node.factors, reader);
    }
  }
}
