package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Grid;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.Study;
import dev.layerwise.lab.task.TiedCoordinate;
import dev.layerwise.optim.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adam-or-GN Theorem 2 and Lemma 3 on reparameterised logistic regression: the largest learning
 * rate from which Gauss-Newton converges, and how many steps the best learning rate and damping
 * take to a given error as the dimension grows, against sign descent with a halved rate.
 */
final class LogisticSlowdown implements Study.Experiment {
  static final String THRESHOLD = "threshold";
  static final String STEPS = "steps";
  static final String CONTRACTION = "contraction";
  static final String ADAM = "Adam";
  static final String CORRECTED = "√d/κ";
  static final String PRINTED = "√(d/κ), printed";

  /** Dimensions from which lucky first steps do not decide. */
  static final double LARGE = 1024;

  private static final String ID = "adamgn-theorem2";
  private static final String PART = "part";
  private static final String DIMENSION = "dimension";
  private static final String THRESHOLDS = "threshold-dimension";
  private static final String LABEL = "label";
  private static final String DELTA = "delta";
  private static final String ERROR = "error";
  private static final String COORDINATES = "coordinates";

  /** P of the steps, as in the paper's simulation. */
  private static final double P = 0.75;

  /** A scan of learning rates by 2 %, from well above what converges. */
  private static final double SCAN = 1.02;

  private static final double FROM = 20;
  private static final int THRESHOLD_STEPS = 20_000;
  private static final int LIMIT = 2000;

  /** Learning rates 2^(k/8) from 4 down to 2⁻⁸, dampings 10^(k/4) from 10⁻⁸ to 100. */
  private static final int RATES_ABOVE = 16;

  private static final int RATES_BELOW = -64;
  private static final int DAMPINGS_BELOW = -32;
  private static final int DAMPINGS_ABOVE = 8;

  private final Optional<Study> given;

  LogisticSlowdown() {
    this(Optional.empty());
  }

  private LogisticSlowdown(Optional<Study> given) {
    this.given = given;
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        given.map(Study::id).orElse(ID),
        "Adam-or-GN",
        "Theorem 2, Lemma 3, Corollary 3",
        "Gauss-Newton slows down with the dimension, Adam does not",
        "That from the usual start Gauss-Newton converges with small learning rates alone, so that"
            + " its steps grow as d^δ on inputs of condition number d^(½+δ), while Adam's do not.",
        10,
        10);
  }

  @Override
  public List<Setting> parameters() {
    String source = "Adam-or-GN App. B";
    return List.of(
        new Setting(
            THRESHOLDS,
            new Setting.Whole(16),
            "1024",
            "dimensions d of Lemma 3, θ₀ = 1/√d",
            source),
        new Setting(LABEL, new Setting.Real(0.6, 0.8), "0.75", "labels P of Lemma 3", source),
        new Setting(DIMENSION, new Setting.Whole(16), "1024", "dimensions d of the steps", source),
        new Setting(DELTA, new Setting.Real(0, 0.5), "0.5", "δ: frequencies νᵢ ∝ i^−(½+δ)", source),
        new Setting(
            ERROR, new Setting.Real(1e-12, 0.1), "1e-4", "maxᵢ ||θᵢ| − θ⋆| to reach", source),
        new Setting(
            COORDINATES,
            new Setting.Whole(2),
            "24",
            "coordinates of each dimension, from the first to the last at equal ratios",
            source));
  }

  @Override
  public Study sweep(Scale scale, int seeds) {
    if (given.isPresent()) {
      return given.get();
    }
    Map<String, List<String>> said = new LinkedHashMap<>();
    said.put(THRESHOLDS, List.of("64", "1024", "16384", "65536"));
    said.put(LABEL, List.of("0.6", "0.7", "0.75", "0.8"));
    said.put(DIMENSION, List.of("64", "256", "1024", "4096", "16384", "65536"));
    said.put(DELTA, List.of("0", "0.25", "0.5"));
    return new Study(ID, ID, scale, Seeds.first(1), Grid.of(parameters(), said));
  }

  @Override
  public LogisticSlowdown with(Study sweep) {
    return new LogisticSlowdown(Optional.of(sweep));
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return 1;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Grid grid = sweep(scale, 1).parameters();
    Map<String, Object> settings = new LinkedHashMap<>();
    parameters().forEach(p -> settings.put(p.meaning(), grid.get(p.name())));
    settings.put("labels P of the steps", P);
    settings.put("Gauss-Newton", "best of η = 2^(k/8) and α/ν₁ = 0 or 10^(k/4)");
    settings.put("Adam", "sign descent, best of η = 2^(k/8), halved at every step");
    settings.put("Lemma 3", "largest constant η that converges, scanned by 2 %");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    Study study = sweep(scale, seeds);
    long seed = study.seeds().evaluation().getFirst();
    List<Cell> cells = new ArrayList<>();
    for (String p : study.parameters().get(LABEL)) {
      cells.add(cell(study, Map.of(PART, "threshold", LABEL, p), seed));
    }
    for (String delta : study.parameters().get(DELTA)) {
      for (String d : study.parameters().get(DIMENSION)) {
        cells.add(cell(study, Map.of(PART, "steps", DELTA, delta, DIMENSION, d), seed));
      }
    }
    return cells;
  }

  private Cell cell(Study study, Map<String, String> at, long seed) {
    return Cell.of(info().id(), study.scale(), at, seed);
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    Grid grid = sweep(cell.scale(), 1).parameters();
    if (cell.coordinate(PART).equals("threshold")) {
      double p = Double.parseDouble(cell.coordinate(LABEL));
      for (double d : grid.numbers(THRESHOLDS)) {
        double start = 1 / Math.sqrt(d);
        log.add(THRESHOLD, "P = " + cell.coordinate(LABEL), d, threshold(p, start, 0));
        if (p == P) {
          log.add(THRESHOLD, "P = 0.75, α = θ₀²", d, threshold(p, start, start * start));
        }
      }
    } else {
      steps(cell, grid, log);
    }
    return log.record();
  }

  /** The largest learning rate that converges, over {@code √log(1/θ₀) (θ₀ + α/θ₀)}. */
  static double threshold(double p, double start, double alpha) {
    TiedCoordinate coordinate = new TiedCoordinate(p);
    double unit = Math.sqrt(Math.log(1 / start)) * (start + alpha / start);
    for (double c = FROM; c > 1e-3; c /= SCAN) {
      if (coordinate.converges(start, c * unit, alpha, THRESHOLD_STEPS)) {
        return c;
      }
    }
    return Double.NaN;
  }

  private static void steps(Cell cell, Grid grid, CellLog log) {
    int d = Integer.parseInt(cell.coordinate(DIMENSION));
    double delta = Double.parseDouble(cell.coordinate(DELTA));
    double error = grid.numbers(ERROR).getFirst();
    int coordinates = grid.numbers(COORDINATES).getFirst().intValue();
    double[] shares = new double[coordinates]; // νᵢ/ν₁
    for (int c = 0; c < coordinates; c++) {
      double i = Math.rint(Math.pow(d, c / (coordinates - 1.0)));
      shares[c] = Math.pow(i, -(0.5 + delta));
    }
    TiedCoordinate coordinate = new TiedCoordinate(P);
    double start = 1 / Math.sqrt(d);
    Best best = new Best(LIMIT + 1, Double.NaN, Double.NaN);
    for (int k = RATES_ABOVE; k >= RATES_BELOW; k--) { // large ones first: they are the short runs
      double eta = Math.pow(2, k / 8.0);
      best = better(best, coordinate, start, eta, 0, shares, error);
      for (int a = DAMPINGS_BELOW; a <= DAMPINGS_ABOVE; a++) {
        best = better(best, coordinate, start, eta, Math.pow(10, a / 4.0), shares, error);
      }
    }
    String series = "GN⁻¹, δ = " + cell.coordinate(DELTA);
    log.add(STEPS, series, d, best.steps() > LIMIT ? Double.NaN : best.steps());
    int sign = Integer.MAX_VALUE;
    for (int k = RATES_BELOW; k <= RATES_ABOVE; k++) {
      sign = Math.min(sign, coordinate.signSteps(start, Math.pow(2, k / 8.0), error, LIMIT));
    }
    if (delta == grid.numbers(DELTA).getFirst()) {
      log.add(STEPS, ADAM, d, sign);
    }
    double kappa = 1 / shares[coordinates - 1];
    double left = 1 - factor(coordinate, best, shares);
    double unit = Math.sqrt(Math.log(d));
    log.add(
        CONTRACTION,
        CORRECTED + ", δ = " + cell.coordinate(DELTA),
        d,
        left / (unit * Math.max(start, Math.sqrt(d) / kappa)));
    log.add(
        CONTRACTION,
        PRINTED + ", δ = " + cell.coordinate(DELTA),
        d,
        left / (unit * Math.max(start, Math.sqrt(d / kappa))));
  }

  private record Best(int steps, double eta, double alpha) {}

  /** All coordinates are near at the same time; tries no longer than the best so far. */
  private static Best better(
      Best best,
      TiedCoordinate coordinate,
      double start,
      double eta,
      double alpha,
      double[] shares,
      double error) {
    double[] theta = new double[shares.length];
    Arrays.fill(theta, start);
    for (int t = 1; t < best.steps(); t++) {
      double worst = 0;
      for (int i = 0; i < theta.length; i++) {
        theta[i] = coordinate.step(theta[i], eta, alpha / shares[i]);
        double off = Math.abs(Math.abs(theta[i]) - coordinate.optimum());
        if (!(off < TiedCoordinate.LOST)) {
          return best;
        }
        worst = Math.max(worst, off);
      }
      if (worst <= error) {
        return new Best(t, eta, alpha);
      }
    }
    return best;
  }

  /** γ, the largest |1 − η h/(h + α)| over the coordinates at θ⋆. */
  private static double factor(TiedCoordinate coordinate, Best best, double[] shares) {
    double gamma = 0;
    for (double share : shares) {
      double h = coordinate.curvatureAtOptimum();
      gamma = Math.max(gamma, Math.abs(1 - best.eta() * h / (h + best.alpha() / share)));
    }
    return gamma;
  }

  @Override
  public List<Figure> figures(Results results) {
    return List.of(
        new Figure(
            "Theorem 2: Gauss-Newton slows down with the dimension, Adam does not",
            "Left: steps until every |θᵢ| is within 1e-4 of θ⋆, at the best learning rate and"
                + " damping; the growth is d^δ. Right: the largest learning rate that converges, in"
                + " units of Lemma 3, √log(1/θ₀) (θ₀ + α/θ₀), θ₀ = 1/√d: the scaling is sharp.",
            List.of(
                panel("Steps to 1e-4", "steps", results, STEPS, Spacing.LOG),
                panel(
                    "Lemma 3",
                    "largest stable η, in Lemma 3's unit",
                    results,
                    THRESHOLD,
                    Spacing.LINEAR))),
        new Figure(
            "Theorem 2: what is left of the contraction",
            "1 − γ at the best setting over √log d times the theorem's maximum. With √d/κ it stays"
                + " bounded, as the theorem says; with √(d/κ), as printed, the bound says nothing"
                + " for δ ≤ ½.",
            List.of(
                panel(
                    "Theorem 2",
                    "1 − γ, in the theorem's unit",
                    results,
                    CONTRACTION,
                    Spacing.LOG))));
  }

  private static LinePanel panel(
      String title, String y, Results results, String csv, Spacing spacing) {
    List<Curve> curves = new ArrayList<>();
    results.series(csv).forEach(series -> curves.add(new Measured(csv, series)));
    return new LinePanel(title, new Axis("dimension d", Spacing.LOG), new Axis(y, spacing), curves);
  }

  @Override
  public List<Claim> claims() {
    return LogisticSlowdownClaims.all();
  }
}
