package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.HeatMapPanel;
import dev.layerwise.lab.Figure.Row;
import dev.layerwise.lab.Figure.Shading;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Grid;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.Study;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.optim.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adam-or-GN Table 1 as measured: in each quadrant of basis and batch, how far both powers of
 * Gauss-Newton are behind Adam, and all three behind the best of them, on the examples that the
 * table names and on what networks learn. The runs are those of Figures 1, 3, 4 and 5.
 */
final class FourQuadrants implements Study.Experiment {
  static final String QUADRATIC = "quadratic";
  static final String LOGISTIC = "logistic";
  static final List<String> NETWORKS = List.of("teacher", "parity", "staircase");
  static final double GN = -1;
  static final double GN_HALF = -0.5;
  private static final String ID = "adamgn-table1";
  private static final String TASK = "task";
  private static final String PANEL = "panel";
  private static final String METHOD = "method";

  /** The methods, by the names of the figures' cells, in the order of the columns. */
  private static final List<String> METHODS = List.of("adam", "gn-1", "gn-half");

  private static final List<String> LABELS =
      List.of(Quadrants.ADAM, Quadrants.GN, Quadrants.GN_HALF);

  /** Where the colours of the picture end: a thousand times the best. */
  private static final double DECADES = 3;

  /** Below is rounding. */
  private static final double LEAST = 1e-16;

  private final Optional<Study> given;

  FourQuadrants() {
    this(Optional.empty());
  }

  private FourQuadrants(Optional<Study> given) {
    this.given = given;
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        given.map(Study::id).orElse(ID),
        "Adam-or-GN",
        "Table 1",
        "The four quadrants, measured",
        "For each basis and batch which of Adam, GN⁻¹ and GN⁻½ is ahead, and by how much, behind"
            + " each entry of the table.",
        15,
        150);
  }

  @Override
  public List<Setting> parameters() {
    List<String> tasks = new ArrayList<>(List.of(QUADRATIC, LOGISTIC));
    tasks.addAll(NETWORKS);
    return List.of(
        new Setting(
            TASK, new Setting.Choice(tasks), QUADRATIC, "of Figures 1, 3, 4, 5", "Adam-or-GN §5"));
  }

  @Override
  public Study sweep(Scale scale, int seeds) {
    if (given.isPresent()) {
      return given.get().on(seeds);
    }
    List<String> tasks =
        scale == Scale.QUICK
            ? List.of(QUADRATIC, LOGISTIC, "teacher", "staircase")
            : List.of(QUADRATIC, LOGISTIC, "teacher", "parity", "staircase");
    return new Study(ID, ID, scale, Seeds.first(seeds), Grid.of(parameters(), Map.of(TASK, tasks)));
  }

  @Override
  public FourQuadrants with(Study sweep) {
    return new FourQuadrants(Optional.of(sweep));
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return given.map(s -> s.seeds().evaluation().size()).orElse(scale == Scale.QUICK ? 1 : 10);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("tasks", sweep(scale, 1).parameters().get(TASK));
    settings.put("methods", "as in adamgn-fig1, -fig3, -fig4, -fig5");
    settings.put("compared", "mean of log₁₀ of error or loss over the second half of the run");
    return settings;
  }

  private static SweepExperiment figure(String task) {
    return switch (task) {
      case "teacher" -> Quadrants.figure3();
      case "parity" -> Quadrants.figure4();
      case "staircase" -> Quadrants.figure5();
      default -> FullBatchExamples.figure1();
    };
  }

  /** The panels of a task: all quadrants of a network, one of an example. */
  private static List<String> panels(String task) {
    return switch (task) {
      case QUADRATIC -> List.of(FullBatchExamples.BLOCKS);
      case LOGISTIC -> List.of(FullBatchExamples.LOGISTIC);
      default -> List.of(Quadrants.A, Quadrants.B, Quadrants.C, Quadrants.D);
    };
  }

  /** The panel of {@code series.csv} of a quadrant. */
  static String quadrant(String panel) {
    return switch (panel) {
      case FullBatchExamples.BLOCKS -> Quadrants.A;
      case FullBatchExamples.LOGISTIC -> Quadrants.B;
      default -> panel;
    };
  }

  /** The panel of {@code series.csv} with the scores themselves, a method at each abscissa. */
  static String scores(String quadrant) {
    return "score:" + quadrant;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    Study study = sweep(scale, seeds);
    List<Cell> cells = new ArrayList<>();
    for (long seed : study.seeds().evaluation()) {
      for (String task : study.parameters().get(TASK)) {
        boolean isNetwork = NETWORKS.contains(task);
        if (isNetwork || seed == study.seeds().evaluation().getFirst()) {
          for (String panel : panels(task)) {
            cells.add(Cell.of(info().id(), study.scale(), Map.of(TASK, task, PANEL, panel), seed));
          }
        }
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    String task = cell.coordinate(TASK);
    String panel = cell.coordinate(PANEL);
    SweepExperiment figure = figure(task);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Map.Entry<String, Cell> run : methods(figure, panel, cell).entrySet()) {
      scores.put(run.getKey(), score(figure.run(run.getValue()).points()));
    }
    CellLog log = new CellLog(cell);
    double adam = scores.get("adam");
    log.add(quadrant(panel), task, GN, scores.get("gn-1") - adam);
    log.add(quadrant(panel), task, GN_HALF, scores.get("gn-half") - adam);
    for (int i = 0; i < METHODS.size(); i++) {
      log.add(scores(quadrant(panel)), task, i, scores.get(METHODS.get(i)));
    }
    return log.record();
  }

  /** The figure's cells of a panel on the seed, by method; the examples have one seed. */
  private static Map<String, Cell> methods(SweepExperiment figure, String panel, Cell cell) {
    int seeds = Math.toIntExact(cell.seed()) + 1;
    Map<String, Cell> cells = new LinkedHashMap<>();
    for (Cell of : figure.cells(Scale.QUICK, seeds)) {
      if (of.coordinate(PANEL).equals(panel) && of.seed() == cell.seed()) {
        cells.put(of.coordinate(METHOD), of);
      }
    }
    return cells;
  }

  /** The mean of log₁₀ over the second half of what is recorded first; infinite if it diverged. */
  private static double score(List<Point> points) {
    String first = points.getFirst().panel();
    double last = points.stream().mapToDouble(Point::x).max().orElse(0);
    double mean =
        points.stream()
            .filter(p -> p.panel().equals(first) && p.x() >= last / 2)
            .mapToDouble(p -> Math.log10(Math.max(LEAST, p.y())))
            .average()
            .orElse(Double.NaN);
    return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : mean;
  }

  @Override
  public List<Figure> figures(Results results) {
    return List.of(
        new Figure(
            "Table 1, measured",
            "How many times the error of the best method of its row a method leaves: the mean of"
                + " log₁₀ of the error over the second half of the run, over the seeds. The"
                + " lightest is the best; colours end at a thousand times, beyond only the number"
                + " tells; a dash: a run diverged. Headings end with the paper's entry. Quadratic"
                + " and logistic are its examples, on the population; the others are networks, with"
                + " batches of 4096 on the left and of 16 to 64 on the right, where the paper"
                + " speaks of quadratics.",
            List.of(
                map("Eigenbasis, full batch. Paper: ∃ Adam > GN⁻¹", Quadrants.B, results),
                map("Eigenbasis, small batch. Paper: GN⁻¹ ≥ Adam ≈ GN⁻½", Quadrants.D, results),
                map("Identity, full batch. Paper: ∃ Adam > GN⁻¹", Quadrants.A, results),
                map("Identity, small batch. Paper: Adam ≈ GN⁻½", Quadrants.C, results))));
  }

  private static HeatMapPanel map(String title, String quadrant, Results results) {
    String panel = scores(quadrant);
    List<Row> rows =
        results.series(panel).reversed().stream().map(task -> new Row(task, panel, task)).toList();
    return new HeatMapPanel(
        title,
        "method",
        "task",
        "times the least error of the row",
        rows,
        LABELS,
        new Shading.BehindBest(DECADES));
  }

  @Override
  public List<Claim> claims() {
    return FourQuadrantsClaims.all();
  }
}
