package dev.layerwise.optim.norm;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import dev.layerwise.optim.form.Attempts;
import dev.layerwise.optim.form.BlockMatrices;
import java.util.ArrayList;
import java.util.List;

/**
 * Steepest descent of each layer in {@code ‖P^½ M Q^½‖_F}, {@code P = E[g gᵀ] + λ I}, {@code Q =
 * E[a aᵀ] + λ I}: {@code D = P⁻¹ G Q⁻¹}, of length ‖G‖† or 1. Parameters outside layers with a
 * weight matrix go along their gradients. Source: Concurrence Prop. D.2, corrected.
 */
public final class KroneckerSteepest implements Direction {
  private static final int TOLERATED = 3;

  private final FisherPasses passes;
  private final Schedule lambda;
  private final long refresh;
  private final Schedule past;
  private final boolean dual;
  private final BlockMatrices blocks;
  private final List<KroneckerFactors> factors = new ArrayList<>();
  private final List<KeptInverse> inverses = new ArrayList<>();
  private final List<Steepest> norms = new ArrayList<>();
  private final Attempts decompositions = new Attempts("steepest descent", TOLERATED);
  private double ridge;

  /**
   * Starts.
   *
   * @param target what is trained
   * @param fisher what P is made of
   * @param lambda λ, added to both factors
   * @param refresh steps from one inverse to the next, at least 1
   * @param past ρ, how much of their weight the factors keep in a step
   * @param dual whether the length is ‖G‖† or 1
   */
  public KroneckerSteepest(
      Target target,
      FisherType fisher,
      Schedule lambda,
      long refresh,
      Schedule past,
      boolean dual) {
    this.passes = new FisherPasses(fisher);
    this.lambda = lambda;
    this.refresh = refresh;
    this.past = past;
    this.dual = dual;
    blocks = new BlockMatrices(target);
    for (Block block : blocks.blocks()) {
      KroneckerFactors pair = new KroneckerFactors(block, RunningFactor::ofKnownWeight);
      KeptInverse P = new KeptInverse(block.dOut());
      KeptInverse Q = new KeptInverse(block.dIn());
      factors.add(pair);
      inverses.add(P);
      inverses.add(Q);
      norms.add(Steepest.kronecker(P, Q));
      decompositions.add(
          block.name() + " left factor", () -> P.setTo(1, pair.outputs().lower(), ridge));
      decompositions.add(
          block.name() + " right factor", () -> Q.setTo(1, pair.inputs().lower(), ridge));
    }
  }

  @Override
  public void update(Step step) {
    step.phases().enter(Phase.STATISTICS);
    NetworkObjective network = step.network();
    Pass pass = network.pass();
    for (KroneckerFactors pair : factors) {
      pair.begin(past.at(step.t()));
      pair.addInputs(pass);
    }
    passes.forEach(
        pass,
        network.lossFunction(),
        network.outputs(),
        network.labels(step.t()),
        weight -> factors.forEach(pair -> pair.addOutputs(pass, weight)));
    if ((step.t() - 1) % refresh == 0) {
      step.phases().enter(Phase.DECOMPOSITION);
      ridge = lambda.at(step.t());
      decompositions.run();
    }
    step.phases().enter(Phase.UPDATE);
    for (int b = 0; b < norms.size(); b++) {
      Steepest norm = norms.get(b);
      Matrix D = norm.direction(blocks.gradient(b));
      blocks.setDirection(
          b, dual || norm.dualNorm() == 0 ? D : D.timesInPlace(1 / norm.dualNorm()));
    }
  }

  @Override
  public Matrix of(int i) {
    return blocks.of(i);
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int b = 0; b < norms.size(); b++) {
      StateVisitor own = visitor.in(blocks.blocks().get(b).name());
      own.factor("P", factors.get(b).outputs());
      own.factor("Q", factors.get(b).inputs());
      own.matrix("P inverse", inverses.get(2 * b).matrix());
      own.matrix("Q inverse", inverses.get(2 * b + 1).matrix());
    }
    decompositions.state(visitor);
  }
}
