package dev.layerwise.lab.cli;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Journal;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.Machine;
import dev.layerwise.lab.run.Provenance;
import dev.layerwise.lab.run.ResultStore;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.lab.train.Checkpoint;
import dev.layerwise.lab.train.Curves;
import dev.layerwise.lab.train.Ending;
import dev.layerwise.lab.train.Evaluation;
import dev.layerwise.lab.train.Plan;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.SafeTensors;
import dev.layerwise.lab.train.Training;
import dev.layerwise.lab.train.Watcher;
import dev.layerwise.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** One training with everything around it: checkpoints, progress, result files. */
final class TrainRun {
  /** The weights. */
  static final String MODEL = "model.safetensors";

  private static final String CHECKPOINT = "checkpoint";
  private static final String SCALE = "own";
  private static final int SECONDS_TO_SAVE = 120;
  private static final long NANOS_BETWEEN_CHECKPOINTS = 10_000_000_000L;

  private final Context context;
  private final Request request;
  private final Problem problem;
  private final OptimizerChoice choice;
  private final Plan plan;
  private final Map<String, String> identity = new LinkedHashMap<>();
  private final Map<String, Object> settings;
  private final Checkpoint checkpoint;

  /**
   * What the user asked for, besides the training itself.
   *
   * @param id the folder's name
   * @param dir the folder
   * @param command the command line that repeats it
   * @param seed the seed
   * @param precision how weights are stored
   * @param resume whether to go on from a checkpoint
   * @param quiet whether to show no progress
   */
  record Request(
      String id,
      Path dir,
      String command,
      long seed,
      SafeTensors.Precision precision,
      boolean resume,
      boolean quiet) {}

  /**
   * Prepares a training.
   *
   * @param settings name and value of everything that the trajectory depends on besides batch and
   *     seed
   */
  TrainRun(
      Context context,
      Request request,
      Problem problem,
      OptimizerChoice choice,
      Plan plan,
      Map<String, Object> settings) {
    this.context = context;
    this.request = request;
    this.problem = problem;
    this.choice = choice;
    this.plan = plan;
    settings.forEach((name, value) -> identity.put(name, "" + value));
    identity.remove("data"); // the hash tells data apart, wherever they lie
    identity.put("batch", "" + plan.batch());
    identity.put("seed", "" + request.seed());
    plan.patience().ifPresent(_ -> identity.put("keeps the best weights", "true"));
    this.settings = new LinkedHashMap<>(settings);
    this.settings.putAll(PlanOptions.settings(plan));
    this.settings.put("seed", request.seed());
    checkpoint = new Checkpoint(request.dir().resolve(CHECKPOINT));
  }

  /** Trains, and leaves the result files. */
  void run() {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    RunFacts.Environment environment = Machine.describe(1);
    Training training = new Training(problem, plan, choice::start, request.seed());
    Provenance provenance =
        new Provenance(
            request.id(), SCALE, context.build().toString(), (ObjectNode) Json.tree(settings));
    try (Journal journal = Journal.open(request.dir(), provenance, false, context::warn)) {
      if (request.resume()) {
        resume(training);
      } else {
        checkpoint.clear();
      }
      Ending ending = train(training);
      List<Point> points =
          Curves.points(training.log(), ending, problem.data().watchedName(), request.seed());
      List<RunEvent> events = new ArrayList<>();
      if (ending instanceof Ending.Diverged diverged) {
        events.add(
            new RunEvent.Diverged(
                choice.competitor().label(), diverged.step(), diverged.message()));
      }
      Map<String, Double> seconds = Map.of(choice.competitor().label(), training.seconds());
      journal.append(new RunRecord(cell(), points, events, seconds));
      RunFacts facts =
          new RunFacts(
              request.id(),
              new RunFacts.Sources(
                  context.build().version(), context.build().commit(), request.command()),
              Scale.PAPER,
              List.of(request.seed()),
              settings,
              environment,
              new RunFacts.Timing(start.toString(), seconds));
      store(facts, points, events);
      writeModel(training, ending);
      new TrainSummary(context.console().out(), request.dir(), choice).print(training, ending);
    }
  }

  private String cell() {
    return "seed=" + request.seed();
  }

  private void resume(Training training) {
    checkpoint
        .read(context::warn)
        .ifPresentOrElse(
            loaded -> {
              requireSame(loaded.file(), loaded.identity());
              try {
                loaded.state().restore(training::state);
              } catch (IllegalArgumentException e) {
                throw new InputException(
                    "cannot resume from " + loaded.file() + ": " + e.getMessage(), e);
              }
              training.continueFrom(loaded.log());
              say("resumed at step " + training.steps() + " from " + loaded.file());
            },
            () -> say("nothing to resume in " + request.dir() + ": starts from the beginning"));
  }

  private void requireSame(Path file, Map<String, String> stored) {
    Map<String, String> all = new LinkedHashMap<>(identity);
    stored.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String was = stored.getOrDefault(name, "absent");
      String is = identity.getOrDefault(name, "absent");
      if (!was.equals(is)) {
        throw new InputException(
            "cannot resume from %s: '%s' was %s and is %s; run without --resume to start over"
                .formatted(file, name, was, is));
      }
    }
  }

  private void say(String sentence) {
    if (!request.quiet()) {
      context.console().err().println(sentence);
    }
  }

  /** Trains to an end; if the process is asked to end, writes a checkpoint first. */
  private Ending train(Training training) {
    AtomicBoolean asked = new AtomicBoolean();
    CountDownLatch saved = new CountDownLatch(1);
    TrainProgress progress =
        TrainProgress.start(
            context.console(),
            request.quiet(),
            problem.data().watchedName(),
            training.steps(),
            plan.steps());
    try (Interruption _ = new Interruption(() -> interrupted(asked, saved, progress, training))) {
      try {
        Ending ending = training.run(new Saving(training, progress, asked));
        if (!(ending instanceof Ending.Diverged)) {
          checkpoint.write(identity, training);
        }
        return ending;
      } finally {
        progress.close();
        saved.countDown();
      }
    }
  }

  private void interrupted(
      AtomicBoolean asked, CountDownLatch saved, TrainProgress progress, Training training) {
    asked.set(true);
    try {
      boolean done = saved.await(SECONDS_TO_SAVE, TimeUnit.SECONDS);
      progress.close();
      context.console().err().println();
      context
          .console()
          .err()
          .println(
              done
                  ? "interrupted: step "
                      + training.steps()
                      + " is kept; go on with the same command and --resume"
                  : "interrupted; the last checkpoint is kept");
      context.console().err().flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void store(RunFacts facts, List<Point> points, List<RunEvent> events) {
    ResultStore store = new ResultStore(request.dir());
    store.writeSeries(points);
    List<CellEvent> cellEvents =
        events.stream().map(event -> new CellEvent(cell(), event)).toList();
    TrainPage.draw(context, request.dir(), new ResultStore.Stored(points, facts, cellEvents));
    store.writeRun(facts, cellEvents, List.of());
  }

  private void writeModel(Training training, Ending ending) {
    Path file = request.dir().resolve(MODEL);
    if (ending instanceof Ending.Diverged) {
      try {
        Files.deleteIfExists(file); // an earlier training's weights are not this one's
      } catch (IOException e) {
        throw new StorageException("cannot delete", file, e);
      }
      return;
    }
    Network network = training.result();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("producer", "layerwise " + context.build());
    metadata.put("model", problem.model());
    metadata.put("input_mean", Json.tree(problem.scaling().means()).toString());
    metadata.put("input_factor", Json.tree(problem.scaling().factors()).toString());
    List<SafeTensors.Tensor> tensors = new ArrayList<>();
    network
        .parameters()
        .forEach(p -> tensors.add(new SafeTensors.Tensor(p.name(), p.shape(), p.value())));
    network
        .buffers()
        .forEach(b ->
            tensors.add(new SafeTensors.Tensor(b.name(), List.of(b.value().rows()), b.value())));
    SafeTensors.write(file, metadata, tensors, request.precision());
  }

  /** Shows progress, and saves at evaluations, where the last time is long enough ago. */
  private final class Saving implements Watcher {
    private long saved = System.nanoTime();
    private final Training training;
    private final TrainProgress progress;
    private final AtomicBoolean asked;

    Saving(Training training, TrainProgress progress, AtomicBoolean asked) {
      this.training = training;
      this.progress = progress;
      this.asked = asked;
    }

    @Override
    public void stepped(long step) {
      progress.stepped(step);
    }

    @Override
    public void evaluated(Evaluation evaluation) {
      progress.evaluated(evaluation);
      if (System.nanoTime() - saved >= NANOS_BETWEEN_CHECKPOINTS) {
        checkpoint.write(identity, training);
        saved = System.nanoTime();
      }
    }

    @Override
    public boolean interrupted() {
      return asked.get();
    }
  }
}
