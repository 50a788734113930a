package dev.layerwise.optim.form;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The direction {@code U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ} of every layer, for any basis, spectrum and
 * power. Parameters outside layers with a weight matrix go along their gradients.
 *
 * <p>Statistics and bases are renewed at intervals of their own. In a step that renews both, the
 * order is factors, basis, diagonal: the diagonal belongs to the basis that it is used in. Drawn
 * labels are then drawn twice, the same.
 *
 * <p>Source: Adam-or-GN Alg. 1; George et al. 2018, Algorithm 1 for K-FAC's basis.
 */
public final class InBasis implements Direction {
  /** Decompositions that may fail in a row before the run counts as diverged. */
  private static final int TOLERATED = 3;

  private final Form form;
  private final FisherPasses passes;
  private final Timing timing;
  private final Schedule lambda;
  private final BlockMatrices blocks;
  private final List<Unit> units = new ArrayList<>();
  private final Attempts decompositions;

  /**
   * When statistics are taken, and how they are averaged.
   *
   * @param update steps from one update of the statistics to the next
   * @param refresh steps from one decomposition to the next
   * @param basisPast ρ, how much of their weight the factors of the basis keep at an update
   * @param spectrumPast the same for the diagonal
   * @param forget whether the diagonal starts anew when the basis turns
   */
  public record Timing(
      long update, long refresh, Schedule basisPast, Schedule spectrumPast, boolean forget) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if an interval is below 1 or a weight not within [0, 1]
     */
    public Timing {
      if (update < 1 || refresh < 1) {
        throw new IllegalArgumentException(
            "intervals " + update + " and " + refresh + "; want at least 1 step");
      }
      if (!basisPast.staysWithin(0, 1) || !spectrumPast.staysWithin(0, 1)) {
        throw new IllegalArgumentException(
            "weights of the past "
                + basisPast.at(1)
                + " and "
                + spectrumPast.at(1)
                + "; want numbers from 0 to 1");
      }
    }

    boolean updates(long t) {
      return (t - 1) % update == 0;
    }

    boolean refreshes(long t) {
      return (t - 1) % refresh == 0;
    }
  }

  /**
   * Starts.
   *
   * @param title the method's name, for messages
   * @param target what is trained
   * @param form basis, spectrum, power
   * @param fisher what output gradients the curvature is made of
   * @param timing when
   * @param lambda λ, the damping, added to D
   */
  public InBasis(
      String title, Target target, Form form, FisherType fisher, Timing timing, Schedule lambda) {
    this.form = form;
    this.passes = new FisherPasses(fisher);
    this.timing = timing;
    this.lambda = lambda;
    blocks = new BlockMatrices(target);
    int count = blocks.blocks().size();
    if (form.basis() instanceof Basis.Full full && full.network() && count > 0) {
      units.add(new FullUnit(form, "all layers", blocks, 0, count));
    } else {
      for (int b = 0; b < count; b++) {
        boolean whole = form.basis() instanceof Basis.Full;
        String name = blocks.blocks().get(b).name();
        units.add(
            whole
                ? new FullUnit(form, name, blocks, b, b + 1)
                : new KroneckerUnit(form, blocks, b));
      }
    }
    decompositions = new Attempts(title, TOLERATED);
    if (form.turns()) {
      units.forEach(unit -> unit.addDecompositions(decompositions));
    }
  }

  @Override
  public void update(Step step) {
    long t = step.t();
    for (int u = 0; u < units.size(); u++) {
      units.get(u).readGradient();
    }
    boolean turns = form.turns() && timing.refreshes(t);
    if (timing.updates(t)) {
      step.phases().enter(Phase.STATISTICS);
      takeStatistics(step, turns);
    } else if (turns) {
      turn(step);
    }
    step.phases().enter(Phase.UPDATE);
    for (int u = 0; u < units.size(); u++) {
      units.get(u).rotate(timing.spectrumPast().at(t));
      units.get(u).direct(lambda.at(t), form.power().at(t));
    }
  }

  private void takeStatistics(Step step, boolean turns) {
    boolean factors = form.basis().needsPasses();
    boolean diagonal = form.spectrumNeedsPasses();
    if (!factors) {
      for (int u = 0; u < units.size(); u++) {
        units.get(u).addGradientToFactors(timing.basisPast().at(step.t()));
      }
    }
    if (factors && (turns || !diagonal)) {
      pass(step, true, false);
    }
    if (turns) {
      turn(step);
      step.phases().enter(Phase.STATISTICS);
    }
    if (diagonal) {
      pass(step, factors && !turns, true);
    }
  }

  private void turn(Step step) {
    step.phases().enter(Phase.DECOMPOSITION);
    decompositions.run();
    for (int u = 0; u < units.size(); u++) {
      units.get(u).turned(timing.forget());
    }
  }

  private void pass(Step step, boolean factors, boolean diagonal) {
    NetworkObjective network = step.network();
    Pass pass = network.pass();
    for (int u = 0; u < units.size(); u++) {
      if (factors) {
        units.get(u).beginFactors(timing.basisPast().at(step.t()), pass);
      }
      if (diagonal) {
        units.get(u).beginDiagonal(timing.spectrumPast().at(step.t()), pass);
      }
    }
    passes.forEach(
        pass,
        network.lossFunction(),
        network.outputs(),
        network.labels(step.t()),
        weight -> {
          for (int u = 0; u < units.size(); u++) {
            if (factors) {
              units.get(u).addToFactors(pass, weight);
            }
            if (diagonal) {
              units.get(u).addToDiagonal(pass, weight);
            }
          }
        });
  }

  @Override
  public Matrix of(int i) {
    return blocks.of(i);
  }

  /** The choices. */
  public Form form() {
    return form;
  }

  /** How many decompositions have failed. */
  public long failures() {
    return decompositions.failed();
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    units.forEach(unit -> unit.spectra(reader));
  }

  @Override
  public void state(StateVisitor visitor) {
    units.forEach(unit -> unit.state(visitor));
    decompositions.state(visitor);
  }
}
