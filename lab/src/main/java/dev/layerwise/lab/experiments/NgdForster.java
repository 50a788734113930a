package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Forster transform, NGD App. A: how many iterations Algorithm 1 takes over the number of rows
 * and dimensions, the conditioning and the clustering of the data, beside the linear rate that the
 * limit predicts; and what becomes of data that break the hypothesis.
 */
final class NgdForster implements Experiment {
  static final String ERROR = "error";
  static final String OVER_ROWS = "iterations_over_rows";
  static final String OVER_CONDITION = "iterations_over_condition";
  static final String OVER_PART = "iterations_over_part";
  static final String HEAVY = "iterations_heavy_tails";
  static final String RATE = "contraction";
  static final String LATE_RATE = "contraction_of_long_runs";
  static final String ISOTROPIC = "rate_over_isotropic_limit";
  static final String FINAL_ERROR = "final_error";
  static final String DEVIATION = "deviation";
  static final String REFUSED = "refused";
  static final String PRINTED_CONDITION = "printed_deviation_over_condition";
  static final String PRINTED_INSIDE = "printed_deviation_over_part";

  static final String TRANSFORM = "by singular values";
  static final String PRINTED = "as printed, by ZᵀZ";

  static final int ROWS = 200;
  static final int COLUMNS = 20;

  static final List<Double> CONDITIONS = List.of(1.0, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12);
  static final List<Double> DISTANCES = List.of(0.1, 0.01, 0.001);

  /** A subspace of 5 of 20 dimensions has room for fewer than 1/4 of the rows. */
  static final double ROOM = 0.25;

  static final List<Double> PARTS = List.of(0.1, 0.2, 0.24, 0.25, 0.26, 0.3, 0.4, 0.5, 0.8);

  /** Parts of the rows exactly inside the subspace, above and below what there is room for. */
  static final List<Double> INSIDE = List.of(0.1, 0.2, 0.26, 0.3, 0.5, 0.8);

  private static final List<Double> RATIOS =
      List.of(1.0, 1.05, 1.25, 2.0, 5.0, 10.0, 50.0, 200.0, 1000.0);

  /** The linear rate shows from about here; faster runs end at rounding before. */
  static final int LONG = 40;

  private static final int MOST = 100_000;

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-forster",
        "NGD",
        "Appendix A",
        "The Forster transform",
        "How fast Algorithm 1 makes rows of length 1 white: the linear rate that its limit"
            + " predicts, that conditioning does not matter and clustering does, and what happens"
            + " to data that break the hypothesis.",
        10,
        120);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 3 : 10;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("data", "Gaussian rows unless said, %d×%d".formatted(ROWS, COLUMNS));
    settings.put("n/d", RATIOS);
    settings.put("d", dimensions(scale));
    settings.put("condition numbers", CONDITIONS);
    settings.put("near 5 of 20 dimensions", PARTS);
    settings.put("relative distance to them", DISTANCES);
    settings.put("inside 5 of 20 dimensions", INSIDE);
    settings.put("stop at ‖(d/n) ZᵀZ − I‖₂ ≤", ForsterTransform.TOLERANCE);
    return settings;
  }

  private static List<Integer> dimensions(Scale scale) {
    return scale == Scale.QUICK ? List.of(5, COLUMNS) : List.of(5, COLUMNS, 100);
  }

  /** The sizes: with 100 dimensions, matrices that fit memory and a minute. */
  private static boolean small(double ratio, int d, Scale scale) {
    int rows = (int) Math.round(ratio * d);
    return rows <= (scale == Scale.QUICK ? 4000 : 20_000)
        && (long) rows * d <= 400_000
        && (ratio == 1 || rows > d);
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<ForsterCase> cases = new ArrayList<>();
    for (int d : dimensions(scale)) {
      RATIOS.stream()
          .filter(ratio -> small(ratio, d, scale))
          .forEach(ratio -> cases.add(ForsterCase.gaussian((int) Math.round(ratio * d), d)));
    }
    CONDITIONS.forEach(condition -> cases.add(ForsterCase.mapped(condition)));
    for (double distance : DISTANCES) {
      PARTS.forEach(part -> cases.add(ForsterCase.clustered(distance, part)));
    }
    INSIDE.forEach(part -> cases.add(ForsterCase.inside(part)));
    cases.add(ForsterCase.cauchy());
    List<Cell> cells = new ArrayList<>();
    for (ForsterCase data : cases) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(data.cell(info().id(), scale, seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    ForsterCase data = ForsterCase.of(cell);
    Matrix X = data.draw(cell.seed());
    CellLog log = new CellLog(cell);
    if (data.kind() == ForsterCase.Kind.INSIDE) {
      inside(data, X, log);
      return log.record();
    }
    String series = data.kind().label();
    ForsterTransform[] found = new ForsterTransform[1];
    double iterations =
        log.measure(
            series,
            0,
            () -> {
              found[0] = ForsterTransform.of(X, ForsterTransform.TOLERANCE, MOST);
              return found[0].iterations();
            });
    switch (data.kind()) {
      case GAUSSIAN -> log.add(OVER_ROWS, dimensions(data.d()), data.n(), iterations);
      case MAPPED -> {
        log.add(OVER_CONDITION, TRANSFORM, data.amount(), iterations);
        printed(PRINTED_CONDITION, data.amount(), X, log);
      }
      case CLUSTERED -> log.add(OVER_PART, distance(data.amount()), data.part(), iterations);
      case CAUCHY -> log.add(HEAVY, series, data.n(), iterations);
      case INSIDE -> {}
    }
    if (found[0] != null) {
      quality(data, found[0], log);
      curve(data, cell.seed(), found[0], log);
    }
    return log.record();
  }

  static String dimensions(int d) {
    return "d = " + d;
  }

  static String distance(double amount) {
    return "distance " + amount;
  }

  private static void quality(ForsterCase data, ForsterTransform found, CellLog log) {
    double[] errors = found.errors();
    String kind = data.kind().label();
    double place = data.kind() == ForsterCase.Kind.MAPPED ? data.amount() : data.n();
    // Data of one kind may share a place: what is kept is told apart by its series.
    String series =
        switch (data.kind()) {
          case CLUSTERED -> kind + " " + data.part() + " " + distance(data.amount());
          case GAUSSIAN -> kind + " " + dimensions(data.d());
          case MAPPED, INSIDE, CAUCHY -> kind;
        };
    log.add(FINAL_ERROR, series, place, errors[errors.length - 1]);
    log.add(DEVIATION, series, place, found.deviation());
    double rate = found.rate();
    if (rate > 0 && found.measuredRate().isPresent()) {
      double left = 1 - found.measuredRate().get();
      log.add(RATE, kind, 1 - rate, left);
      if (found.iterations() >= LONG) {
        log.add(LATE_RATE, kind, 1 - rate, left);
      }
    }
    if (data.kind() == ForsterCase.Kind.GAUSSIAN && data.n() > data.d()) {
      log.add(ISOTROPIC, dimensions(data.d()), data.n(), rate * (data.d() + 2) / 2);
    }
  }

  /** The errors of the first seed, for data that tell the cases apart. */
  private static void curve(ForsterCase data, long seed, ForsterTransform found, CellLog log) {
    String series = NgdForsterFigures.drawn(data);
    if (seed != 0 || series.isEmpty()) {
      return;
    }
    double[] errors = found.errors();
    for (int k = 0; k < errors.length; k++) {
      log.add(ERROR, series, k + 1, errors[k]);
    }
    log.add(NgdForsterFigures.PREDICTED, series, errors.length, found.rate());
  }

  private static void inside(ForsterCase data, Matrix X, CellLog log) {
    double refused;
    try {
      ForsterTransform found = ForsterTransform.of(X, ForsterTransform.TOLERANCE, MOST);
      refused = 0;
      quality(data, found, log);
    } catch (NumericalException e) {
      refused = e.getMessage().contains("rows lie in a subspace of") ? 1 : Double.NaN;
    }
    log.add(REFUSED, data.kind().label(), data.part(), refused);
    printed(PRINTED_INSIDE, data.part(), X, log);
  }

  private static void printed(String panel, double x, Matrix X, CellLog log) {
    // A failure is what is asked for here: NaN counts as one, and is no event of the run.
    PrintedForster printed = PrintedForster.of(X, ForsterTransform.TOLERANCE, 20_000);
    log.add(panel, PRINTED, x, Double.isNaN(printed.deviation()) ? 2 : printed.deviation());
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdForsterFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdForsterClaims.all();
  }
}
