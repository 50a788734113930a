package dev.layerwise.lab.cli;

import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.train.Ending;
import dev.layerwise.lab.train.Evaluator;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.Score;
import dev.layerwise.lab.train.Training;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.Phases;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The table that ends {@code train}. */
final class TrainSummary {
  private final PrintStream out;
  private final Path dir;
  private final OptimizerChoice choice;

  TrainSummary(PrintStream out, Path dir, OptimizerChoice choice) {
    this.out = out;
    this.dir = dir;
    this.choice = choice;
  }

  void print(Training training, Ending ending) {
    Problem problem = training.problem();
    out.println(
        "%s: %s (%,d parameters) on %s with %s"
            .formatted(
                dir.getFileName(),
                problem.model(),
                training.network().size(),
                problem.data().name(),
                choice.competitor().label()));
    switch (ending) {
      case Ending.Finished _ -> scores(training);
      case Ending.Interrupted _ -> scores(training);
      case Ending.Stopped stopped -> {
        out.println(
            "  stopped early after step %d; the weights are those of step %d"
                .formatted(stopped.step(), stopped.best()));
        scores(training);
      }
      case Ending.Diverged diverged ->
          out.println("  diverged at step " + diverged.step() + ": " + diverged.message());
    }
    time(training);
    out.println("  page:    " + dir.resolve("report.html"));
    if (!(ending instanceof Ending.Diverged)) {
      out.println("  weights: " + dir.resolve(TrainRun.MODEL));
    }
    out.flush();
  }

  private void scores(Training training) {
    Problem problem = training.problem();
    Network network = training.result();
    Map<String, DataSet> sets = new LinkedHashMap<>();
    sets.put("training", problem.data().training());
    problem.data().validation().ifPresent(set -> sets.put("validation", set));
    problem.data().test().ifPresent(set -> sets.put("test", set));
    Map<String, Score> scores = new LinkedHashMap<>();
    sets.forEach((name, set) ->
        scores.put(name, new Evaluator(network, set, problem.scaling(), problem.loss()).score()));
    boolean accuracy = scores.values().stream().anyMatch(s -> s.accuracy().isPresent());
    out.println(
        "  %-10s  %8s  %10s%s".formatted("", "examples", "loss", accuracy ? "  accuracy" : ""));
    scores.forEach((name, score) ->
        out.println(
            String.format(
                Locale.ROOT,
                "  %-10s  %8d  %10.4g%s",
                name,
                sets.get(name).count(),
                score.loss(),
                score.accuracy().isPresent()
                    ? String.format(Locale.ROOT, "  %6.2f %%", 100 * score.accuracy().getAsDouble())
                    : "")));
  }

  private void time(Training training) {
    Map<Phases.Phase, Long> nanos = training.optimizer().phases().elapsedNanos();
    double all = nanos.values().stream().mapToLong(Long::longValue).sum();
    StringJoiner parts = new StringJoiner(", ");
    nanos.forEach((phase, time) -> {
      if (time > 0 && all > 0) {
        parts.add(String.format(Locale.ROOT, "%s %.0f %%", phase.label(), 100 * time / all));
      }
    });
    out.println(
        String.format(
            Locale.ROOT,
            "  %d steps in %.1f s%s",
            training.steps(),
            training.seconds(),
            parts.length() == 0 ? "" : " (" + parts + ")"));
  }
}
