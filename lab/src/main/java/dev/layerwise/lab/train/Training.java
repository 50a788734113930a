package dev.layerwise.lab.train;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A training under way. First weights, order of the examples and sampled labels come from the
 * streams {@code init}, {@code data} and {@code curvature} of the seed, so optimizers that are set
 * the same problem with the same seed start alike and see the same batches.
 *
 * <p>Law: {@link #state} saved after any step and restored into a training started alike, the next
 * steps are bit for bit the same.
 */
public final class Training {
  private final Problem problem;
  private final Plan plan;
  private final Network network;
  private final Optimizer optimizer;
  private final NetworkObjective objective;
  private final MiniBatches batches;
  private final Optional<Evaluator> watched;
  private final Optional<Diagnostics> diagnostics;
  private final List<Matrix> best;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private final List<Diagnosis> diagnoses = new ArrayList<>();
  private final List<EigenvaluesAt> spectra = new ArrayList<>();
  private long t;
  private long lossCount;
  private double lossSum;
  private long elapsedNanos;
  private long bestStep;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private long withoutProgress;

  /**
   * Starts.
   *
   * @param problem what is learned
   * @param plan how long
   * @param start starts the optimizer on a network, such as {@code n -> recipe.start(n, settings)}
   * @param seed the seed of every stream
   * @throws IllegalArgumentException if the parts do not fit
   */
  public Training(Problem problem, Plan plan, Function<Network, Optimizer> start, long seed) {
    Rng rng = Rng.of(seed);
    this.problem = problem;
    this.plan = plan;
    network = problem.network(seed);
    optimizer = start.apply(network);
    objective =
        new NetworkObjective(network, problem.loss(), plan.batch(), rng.stream("curvature"));
    batches =
        new MiniBatches(
            problem.data().training(), problem.scaling(), plan.batch(), rng.stream("data"));
    watched =
        problem
            .data()
            .watched()
            .map(set -> new Evaluator(network, set, problem.scaling(), problem.loss()));
    diagnostics =
        plan.diagnoseEvery().isPresent()
            ? Optional.of(new Diagnostics(objective))
            : Optional.empty();
    best =
        plan.patience().isPresent()
            ? weights(network).values().stream().map(Matrix::copy).toList()
            : List.of();
  }

  /**
   * Trains until the plan's end, or as long as it goes.
   *
   * @param watcher is told
   * @return how it ended
   */
  public Ending run(Watcher watcher) {
    Ending ending = train(watcher);
    if (diagnostics.isPresent() && !(ending instanceof Ending.Diverged)) {
      keepSpectra();
    }
    return ending;
  }

  private Ending train(Watcher watcher) {
    if (evaluations.isEmpty()) {
      evaluate(watcher);
    }
    while (t < plan.steps()) {
      if (outOfPatience()) {
        return new Ending.Stopped(t, bestStep);
      }
      if (watcher.interrupted()) {
        return new Ending.Interrupted(t);
      }
      Optional<Ending> diverged = step();
      if (diverged.isPresent()) {
        return diverged.get();
      }
      watcher.stepped(t);
      if (t % plan.evaluateEvery() == 0 || t == plan.steps()) {
        Evaluation evaluation = measure();
        if (!network.isFinite() || !Double.isFinite(evaluation.decisive().orElse(0))) {
          return new Ending.Diverged(t, "after step " + t + " a weight or a loss is not finite");
        }
        keep(evaluation, watcher);
      }
    }
    return outOfPatience() ? new Ending.Stopped(t, bestStep) : new Ending.Finished();
  }

  private Optional<Ending> step() {
    long step = t + 1;
    boolean diagnosed =
        plan.diagnoseEvery().isPresent() && t % plan.diagnoseEvery().getAsInt() == 0;
    batches.load(step);
    if (diagnosed) {
      diagnostics.orElseThrow().before();
    }
    double loss;
    long start = System.nanoTime();
    try {
      loss = optimizer.step(objective.on(batches.inputs(), batches.targets()));
    } catch (NumericalException e) {
      return Optional.of(new Ending.Diverged(step, e.getMessage()));
    } finally {
      elapsedNanos += System.nanoTime() - start;
    }
    if (!Double.isFinite(loss)) {
      return Optional.of(new Ending.Diverged(step, "step " + step + ": the loss is " + loss));
    }
    t = step;
    lossSum += loss;
    lossCount++;
    if (diagnosed) {
      diagnoses.addAll(diagnostics.orElseThrow().after(t, optimizer));
      if (spectra.isEmpty() || digits(t) > digits(spectra.getLast().step())) {
        keepSpectra();
      }
    }
    return Optional.empty();
  }

  /**
   * Keeps the spectra of now, and of those before the first of each power of ten: a decomposition
   * costs more than a step.
   */
  private void keepSpectra() {
    if (spectra.isEmpty() || spectra.getLast().step() < t) {
      long last = spectra.isEmpty() ? 0 : spectra.getLast().step();
      boolean first =
          spectra.stream().noneMatch(s -> s.step() < last && digits(s.step()) == digits(last));
      if (!first) {
        spectra.removeIf(s -> s.step() == last);
      }
      spectra.addAll(Diagnostics.spectra(t, optimizer));
    }
  }

  private static int digits(long number) {
    return Long.toString(number).length();
  }

  private void evaluate(Watcher watcher) {
    keep(measure(), watcher);
  }

  private Evaluation measure() {
    OptionalDouble training =
        lossCount == 0 ? OptionalDouble.empty() : OptionalDouble.of(lossSum / lossCount);
    return new Evaluation(
        t,
        (double) t / batches.perEpoch(),
        elapsedNanos / 1e9,
        training,
        watched.map(Evaluator::score));
  }

  private void keep(Evaluation evaluation, Watcher watcher) {
    lossSum = 0;
    lossCount = 0;
    evaluations.add(evaluation);
    if (plan.patience().isPresent() && evaluation.decisive().isPresent()) {
      double loss = evaluation.decisive().getAsDouble();
      withoutProgress = loss < bestLoss ? 0 : withoutProgress + 1;
      if (loss < bestLoss) {
        bestLoss = loss;
        bestStep = t;
        copy(List.copyOf(weights(network).values()), best);
      }
    }
    watcher.evaluated(evaluation);
  }

  private boolean outOfPatience() {
    return plan.patience().isPresent() && withoutProgress >= plan.patience().getAsInt();
  }

  /**
   * Shows everything that the next steps depend on: parameters, running averages, optimizer,
   * counters. Streams are functions of the seed and the step.
   */
  public void state(StateVisitor visitor) {
    t = visitor.whole("step", t);
    lossCount = visitor.whole("losses", lossCount);
    lossSum = visitor.number("loss sum", lossSum);
    elapsedNanos = visitor.whole("elapsed nanos", elapsedNanos);
    bestStep = visitor.whole("best step", bestStep);
    bestLoss = visitor.number("best loss", bestLoss);
    withoutProgress = visitor.whole("without progress", withoutProgress);
    Map<String, Matrix> weights = weights(network);
    weights.forEach(visitor.in("model")::matrix);
    List<String> names = List.copyOf(weights.keySet());
    for (int i = 0; i < best.size(); i++) {
      visitor.in("best").matrix(names.get(i), best.get(i));
    }
    optimizer.state(visitor.in("optimizer"));
  }

  /** Parameters and running averages by name: what a network is, besides its structure. */
  private static Map<String, Matrix> weights(Network network) {
    Map<String, Matrix> weights = new LinkedHashMap<>();
    network.parameters().forEach(p -> weights.put(p.name(), p.value()));
    network.buffers().forEach(b -> weights.put(b.name(), b.value()));
    return weights;
  }

  private static void copy(List<Matrix> from, List<Matrix> to) {
    for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
      to.get(i).setTo(from.get(i));
    }
  }

  /** What happened so far. */
  public TrainingLog log() {
    return new TrainingLog(evaluations, diagnoses, spectra);
  }

  /** Goes on from what happened before; goes with the restored {@link #state}. */
  public void continueFrom(TrainingLog log) {
    evaluations.clear();
    evaluations.addAll(log.evaluations());
    diagnoses.clear();
    diagnoses.addAll(log.diagnoses());
    spectra.clear();
    spectra.addAll(log.spectra());
  }

  /** The network as training goes on from it. */
  public Network network() {
    return network;
  }

  /** What training is for: a copy of the network, with the best weights if there is a patience. */
  public Network result() {
    Network result = network.copy();
    if (bestLoss < Double.POSITIVE_INFINITY) {
      copy(best, List.copyOf(weights(result).values()));
    }
    return result;
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** Steps done. */
  public long steps() {
    return t;
  }

  /** Batches in an epoch. */
  public long stepsPerEpoch() {
    return batches.perEpoch();
  }

  /** Seconds spent in steps; indicative. */
  public double seconds() {
    return elapsedNanos / 1e9;
  }

  /** The evaluations so far. */
  public List<Evaluation> evaluations() {
    return Collections.unmodifiableList(evaluations);
  }

  /** What is learned. */
  public Problem problem() {
    return problem;
  }
}
