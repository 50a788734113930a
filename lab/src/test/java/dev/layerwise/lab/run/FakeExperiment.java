package dev.layerwise.lab.run;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A tiny experiment whose numbers have long decimal expansions: two settings, two series, and one
 * claim. What a test needs to happen in a run, it does in {@code during}.
 */
public record FakeExperiment(String id, double eta, double bound, Consumer<Cell> during)
    implements Experiment {
  /** The usual one: its claim holds. */
  public static FakeExperiment named(String id) {
    return new FakeExperiment(id, 0.1, 1, cell -> {});
  }

  public FakeExperiment withEta(double other) {
    return new FakeExperiment(id, other, bound, during);
  }

  /** The claim {@code median ≤ bound} fails below about 0.001. */
  public FakeExperiment withBound(double other) {
    return new FakeExperiment(id, eta, other, during);
  }

  public FakeExperiment with(Consumer<Cell> other) {
    return new FakeExperiment(id, eta, bound, other);
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        id, "Paper", "Figure 7", "A decay", "That a geometric sequence decays.", 1, 7300);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 3 : 10;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    return Map.of("eta", eta, "iterations", List.of(0, 10, 100));
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (String setting : List.of("high", "low")) {
      for (long seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(id, scale, Map.of("setting", setting), seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    during.accept(cell);
    List<Point> points = new ArrayList<>();
    List<RunEvent> events = new ArrayList<>();
    String setting = cell.coordinate("setting");
    for (int iteration : new int[] {0, 10, 100}) {
      double decay = Math.pow(1 - eta, iteration) * (1 + cell.seed() / 7.0);
      points.add(new Point("loss", "Slow, " + setting, cell.seed(), iteration, decay));
      double growth = iteration == 100 ? Double.POSITIVE_INFINITY : Math.exp(iteration / 3.0);
      points.add(new Point("loss", "Wild, " + setting, cell.seed(), iteration, growth));
    }
    events.add(new RunEvent.Diverged("Wild, " + setting, 42, "the loss is infinite"));
    return new RunRecord(cell.id(), points, events, Map.of("Slow, " + setting, 0.25));
  }

  @Override
  public List<Figure> figures(Results results) {
    Figure.LinePanel panel =
        new Figure.LinePanel(
            "loss",
            new Figure.Axis("iteration", Figure.Spacing.LINEAR),
            new Figure.Axis("loss", Figure.Spacing.LOG),
            List.of(
                new Figure.Measured("loss", "Slow, high"),
                new Figure.Measured("loss", "Wild, high")));
    return List.of(new Figure("A decay", "The loss decays.", List.of(panel)));
  }

  @Override
  public List<Claim> claims() {
    return List.of(
        new Claim(
            "decays",
            "Paper §7",
            "The loss decays.",
            results ->
                Judgement.atMost(
                    results.median("loss", "Slow, high", 100),
                    bound,
                    "the median over seeds",
                    "with a larger bound.")),
        new Claim(
            "wild-decays",
            "Paper §8",
            "So does the other.",
            results ->
                Judgement.atMost(
                    results.median("loss", "Wild, high", 100), bound, "the median", "")));
  }
}
