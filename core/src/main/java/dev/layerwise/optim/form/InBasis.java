package dev.layerwise.optim.form;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.CurvedObjective;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The direction {@code U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ} of every layer, for any basis, spectrum and
 * power. Parameters outside layers with a weight matrix go along their gradients. Where there are
 * no such layers at all, the objective may know its Gauss-Newton matrix itself.
 *
 * <p>Curvature is measured on {@link NetworkObjective#curvature}, which may be a batch of its own.
 *
 * <p>The factors of the bases, the bases, and the diagonal are renewed at intervals of their own.
 * In a step that renews all, the order is factors, basis, diagonal: the diagonal belongs to the
 * basis that it is used in. Drawn labels are then drawn twice, the same.
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

  /** Room for rows that the units use one after another. */
  private final RowChunk outputRows = new RowChunk();

  private final RowChunk inputRows = RowChunk.passing();

  private final Optional<CurvedUnit> curved;
  private final Attempts decompositions;
  private final FisherPasses.Visit visit = this::visit;

  /** What a pass is read for. */
  private Pass seen;

  private boolean readsFactors;
  private boolean readsDiagonal;

  /** The step in which decompositions began that are not used yet; 0 if there are none. */
  private long begun;

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
    boolean apart = form.biases() == Form.Biases.APART && !isWholeNetwork();
    blocks =
        new BlockMatrices(
            target.parameters(),
            apart ? target.blocks().stream().map(Block::withoutBias).toList() : target.blocks());
    addUnits();
    if (apart) {
      for (int b = 0; b < target.blocks().size(); b++) {
        addBias(target, target.blocks().get(b), units.get(b));
      }
    }
    curved =
        target.blocks().isEmpty()
            ? Optional.of(new CurvedUnit(form, target.parameters(), blocks))
            : Optional.empty();
    curved.ifPresent(units::add);
    decompositions = new Attempts(title, TOLERATED);
    if (form.turns()) {
      units.forEach(unit -> unit.addDecompositions(decompositions));
    }
    if (timing.lag() > 0) {
      units.forEach(unit -> unit.rotation().workAhead());
    }
  }

  private boolean isWholeNetwork() {
    return form.basis().end() instanceof Basis.Full full && full.network();
  }

  private void addUnits() {
    int count = blocks.blocks().size();
    if (isWholeNetwork() && count > 0) {
      units.add(new FullUnit(form, "all layers", blocks, 0, count));
      return;
    }
    for (int b = 0; b < count; b++) {
      units.add(unit(b));
    }
  }

  private Unit unit(int b) {
    Block block = blocks.blocks().get(b);
    if (form.basis().end() instanceof Basis.Full) {
      return new FullUnit(form, block.name(), blocks, b, b + 1);
    }
    return form.biases() == Form.Biases.APART && block.positions() == 1
        ? new MatrixUnit(form, blocks, b)
        : new KroneckerUnit(form, blocks, b, outputRows, inputRows);
  }

  private void addBias(Target target, Block block, Unit unit) {
    block
        .bias()
        .filter(target.parameters()::contains)
        .ifPresent(bias -> units.add(new VectorUnit(form, block, bias, blocks.apart(bias), unit)));
  }

  @Override
  public boolean readsLayers(Objective objective) {
    return curved.isPresent()
        || (form.needsPasses()
            && !looksElsewhere(NetworkObjective.behind(objective, "this method")));
  }

  @Override
  public boolean readsGradients(Objective objective) {
    boolean makes =
        objective instanceof NetworkObjective network
            && network.curvature().equals(network)
            && blocks.coverAll();
    for (int u = 0; makes && u < units.size(); u++) {
      makes = units.get(u).makesGradient(((NetworkObjective) objective).pass());
    }
    return !makes;
  }

  @Override
  public void update(Step step) {
    long t = step.t();
    if (step.gradientsAreSet()) {
      for (int u = 0; u < units.size(); u++) {
        units.get(u).readGradient();
      }
    } else if (!makesGradientsLate(t)) {
      makeGradients(step);
    }
    takeBegun(step);
    takeStatistics(step);
    step.phases().enter(Phase.UPDATE);
    for (int u = 0; u < units.size(); u++) {
      units.get(u).rotate(timing.spectrumPast().at(t));
      if (!step.gradientsAreSet()) {
        units.get(u).requireFinite(t);
      }
      units.get(u).direct(lambda.at(t), form.power().at(t));
    }
  }

  /**
   * Whether gradients that nobody else needs are made when the basis has turned: where passes of
   * the Fisher type come first that overwrite the loss's.
   */
  private boolean makesGradientsLate(long t) {
    return timing.refreshes(t)
        && timing.updatesFactors(t)
        && timing.updates(t)
        && !(passes.type() instanceof FisherType.Empirical);
  }

  /** Has the units make the gradients that nobody else needs. */
  private void makeGradients(Step step) {
    step.phases().enter(Phase.FORWARD_BACKWARD);
    step.network().propagate();
    step.phases().enter(Phase.STATISTICS);
    Unit.Held held = timing.updates(step.t()) ? held(step, false) : Unit.Held.OTHERS;
    for (int u = 0; u < units.size(); u++) {
      units.get(u).makeGradient(step.network().pass(), held);
    }
  }

  private void takeStatistics(Step step) {
    long t = step.t();
    boolean turns = form.turns() && timing.refreshes(t);
    boolean factors = form.turns() && timing.updatesFactors(t);
    boolean diagonal = form.spectrumNeedsPasses() && timing.updates(t);
    boolean passes = form.basis().needsPasses();
    boolean apart = factors && passes && (turns || !diagonal);
    step.phases().enter(Phase.STATISTICS);
    if (curved.isPresent() && step.objective() instanceof CurvedObjective objective) {
      takeStatistics(step, objective, factors && passes, turns, diagonal);
      return;
    }
    if (factors && !passes) {
      double rho = timing.basisPast().at(t);
      for (int u = 0; u < units.size(); u++) {
        units.get(u).addGradientToFactors(rho);
      }
    }
    if ((factors && passes) || diagonal) {
      look(step);
    }
    if (apart) {
      pass(step, true, false, Unit.Held.OTHERS, false);
    }
    if (turns) {
      turn(step);
      step.phases().enter(Phase.STATISTICS);
    }
    boolean late = !step.gradientsAreSet() && makesGradientsLate(t);
    if (late) {
      makeGradients(step);
    }
    if (diagonal) {
      boolean over = apart && !late; // whether the passes are those of the Fisher type already
      pass(step, factors && passes && !apart, true, held(step, over), over);
    }
  }

  private static boolean looksElsewhere(NetworkObjective network) {
    return !network.curvature().equals(network);
  }

  /** Runs the network on the batch of the curvature, where that is another one. */
  private void look(Step step) {
    if (looksElsewhere(step.network())) {
      NetworkObjective curvature = step.network().curvature();
      curvature.forward();
      if (passes.type() instanceof FisherType.Empirical) {
        curvature.propagate();
      }
    }
  }

  private void takeStatistics(
      Step step, CurvedObjective objective, boolean factors, boolean turns, boolean diagonal) {
    if (factors) {
      curved.orElseThrow().addToFactor(timing.basisPast().at(step.t()), objective);
    }
    if (turns) {
      turn(step);
      step.phases().enter(Phase.STATISTICS);
    }
    if (diagonal) {
      curved.orElseThrow().addToDiagonal(timing.spectrumPast().at(step.t()), objective);
    }
  }

  /** What the output gradients are before the pass of the diagonal. */
  private Unit.Held held(Step step, boolean passedBefore) {
    boolean sameLabels = passes.type() instanceof FisherType.Empirical;
    if (!step.gradientIsOwn() || looksElsewhere(step.network()) || (passedBefore && !sameLabels)) {
      return Unit.Held.OTHERS;
    }
    return sameLabels ? Unit.Held.LOSS_AND_FISHER : Unit.Held.LOSS;
  }

  private void turn(Step step) {
    step.phases().enter(Phase.DECOMPOSITION);
    if (timing.lag() > 0 && step.t() > 1) {
      decompositions.start();
      begun = step.t();
    } else {
      decompositions.run();
      take();
    }
  }

  /** Takes the bases that were begun with some steps ago. */
  private void takeBegun(Step step) {
    if (begun > 0 && step.t() >= begun + timing.lag()) {
      step.phases().enter(Phase.DECOMPOSITION);
      decompositions.finish();
      begun = 0;
      take();
    }
  }

  private void take() {
    for (int u = 0; u < units.size(); u++) {
      units.get(u).rotation().take();
      units.get(u).turned(timing.forget());
    }
  }

  private void pass(Step step, boolean factors, boolean diagonal, Unit.Held held, boolean again) {
    NetworkObjective network = step.network().curvature();
    Pass pass = network.pass();
    seen = pass;
    readsFactors = factors;
    readsDiagonal = diagonal;
    Matrix f = network.outputs();
    int visits = passes.count(f);
    for (int u = 0; u < units.size(); u++) {
      if (factors) {
        units.get(u).beginFactors(timing.basisPast().at(step.t()), pass);
      }
      if (diagonal) {
        units.get(u).beginDiagonal(timing.spectrumPast().at(step.t()), pass, held, visits);
      }
    }
    if (again && visits == 1) {
      visit.passed(1); // its output gradients are still there
    } else {
      passes.forEach(pass, network.lossFunction(), f, network.labels(step.t()), visit);
    }
    for (int u = 0; u < units.size(); u++) {
      if (factors) {
        units.get(u).endFactors(pass);
      }
      if (diagonal) {
        units.get(u).endDiagonal(pass);
      }
    }
  }

  private void visit(double weight) {
    for (int u = 0; u < units.size(); u++) {
      if (readsFactors) {
        units.get(u).addToFactors(seen, weight);
      }
      if (readsDiagonal) {
        units.get(u).addToDiagonal(seen, weight);
      }
    }
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
    decompositions.finish();
    if (timing.lag() > 0) {
      begun = visitor.whole("decomposition begun", begun);
    }
    units.forEach(unit -> unit.state(visitor));
    decompositions.state(visitor);
  }
}
