package dev.layerwise.optim.local;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.Direction;
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
 * The right factor alone: {@code D = G (Q + λ I)⁻¹}, {@code Q = E[a aᵀ]} a running mean, of every
 * layer. It needs no backward pass of its own and no likelihood. Parameters outside layers with a
 * weight matrix go along their gradients.
 *
 * <p>Law: {@code D (Q + λ I) = G}; with λ = 0 a change of the inputs' coordinates, {@code a → T a},
 * changes nothing in what the layer computes.
 *
 * <p>Source: Benzing 2022 (FOOF); Concurrence App. D.1.
 */
public final class RightFactor implements Direction {
  private static final int TOLERATED = 3;

  private final BlockMatrices blocks;
  private final List<RunningFactor> factors = new ArrayList<>();
  private final List<KeptInverse> inverses = new ArrayList<>();
  private final Matrix[] products;
  private final Damping damping;
  private final long update;
  private final long refresh;
  private final Schedule past;
  private final Attempts decompositions;
  private double lambda;

  /**
   * What is added to Q.
   *
   * @param lambda λ
   * @param share what part of λ is added: 1, or ½ where λ/2 ‖ΔW‖² is the penalty
   * @param relative whether λ counts in units of the mean eigenvalue {@code tr Q/dIn}
   */
  public record Damping(Schedule lambda, double share, boolean relative) {}

  /**
   * Starts.
   *
   * @param title the method's name, for messages
   * @param target what is trained
   * @param damping what is added to Q
   * @param update steps from one update of Q to the next, at least 1
   * @param refresh steps from one inverse to the next, at least 1
   * @param past ρ, how much of its weight Q keeps at an update
   */
  public RightFactor(
      String title, Target target, Damping damping, long update, long refresh, Schedule past) {
    this.damping = damping;
    this.update = update;
    this.refresh = refresh;
    this.past = past;
    blocks = new BlockMatrices(target);
    decompositions = new Attempts(title, TOLERATED);
    products = new Matrix[blocks.blocks().size()];
    for (int b = 0; b < products.length; b++) {
      Block block = blocks.blocks().get(b);
      RunningFactor Q = RunningFactor.ofKnownWeight(block.dIn());
      KeptInverse inverse = new KeptInverse(block.dIn());
      factors.add(Q);
      inverses.add(inverse);
      products[b] = Matrix.zeros(block.dOut(), block.dIn());
      decompositions.add(block.name() + " right factor", () -> invert(block, Q, inverse));
    }
  }

  /**
   * A gradient sums over the T positions of an example and Q is a mean over them: the factor that
   * belongs to the gradient is T Q.
   */
  private void invert(Block block, RunningFactor Q, KeptInverse inverse) {
    inverse.setTo(block.positions(), Q.lower(), ridge(block.positions() * Q.trace() / Q.dim()));
  }

  private double ridge(double meanEigenvalue) {
    double unit = damping.relative() ? meanEigenvalue : 1;
    return damping.share() * lambda * unit;
  }

  @Override
  public void update(Step step) {
    long t = step.t();
    if ((t - 1) % update == 0) {
      step.phases().enter(Phase.STATISTICS);
      Pass pass = step.network().pass();
      for (int b = 0; b < products.length; b++) {
        addInputs(pass, blocks.blocks().get(b), factors.get(b), past.at(t));
      }
    }
    if ((t - 1) % refresh == 0) {
      step.phases().enter(Phase.DECOMPOSITION);
      lambda = damping.lambda().at(t);
      decompositions.run();
    }
    step.phases().enter(Phase.UPDATE);
    for (int b = 0; b < products.length; b++) {
      products[b].setToProduct(blocks.gradient(b), inverses.get(b).matrix()); // G (Q + λ I)⁻¹
      blocks.setDirection(b, products[b]);
    }
  }

  private static void addInputs(Pass pass, Block block, RunningFactor Q, double rho) {
    Matrix a = pass.input(block);
    Q.begin(rho);
    if (block.bias().isPresent()) {
      Q.addGramWithOnes(1.0 / a.rows(), a);
    } else {
      Q.addGram(1.0 / a.rows(), a);
    }
  }

  @Override
  public Matrix of(int i) {
    return blocks.of(i);
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int b = 0; b < products.length; b++) {
      StateVisitor own = visitor.in(blocks.blocks().get(b).name());
      own.factor("Q", factors.get(b));
      own.matrix("inverse", inverses.get(b).matrix());
    }
    decompositions.state(visitor);
  }
}
