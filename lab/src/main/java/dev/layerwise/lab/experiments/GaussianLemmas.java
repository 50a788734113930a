package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Grid;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.Study;
import dev.layerwise.lab.task.ExpectedLoss;
import dev.layerwise.lab.task.NamedCovariance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.Setting;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adam-or-GN Lemma 1, Corollary 1, Lemma 2 and eq. (8) on linear regression with Gaussian inputs:
 * what they bound, computed exactly on random instances, beside the bounds.
 */
final class GaussianLemmas implements Study.Experiment {
  static final String SMALLEST = "smallest";
  static final String LARGEST = "largest";
  static final String LEMMA1 = "lemma1";
  static final String SAMPLED = "lemma1_sampled";
  static final String COROLLARY1 = "corollary1";
  static final String EQ8 = "eq8_excess";
  static final String EQ8_DRAWN = "eq8";
  static final String EXACT = "exact";
  static final String PRINTED = "as printed";
  static final String TIGHT = "bound of the proof";
  static final String LEMMA2 = "lemma2";
  static final String LEMMA2_RANDOM = "lemma2_random";

  private static final String ID = "adamgn-lemmas";
  private static final String PART = "part";
  private static final String DIMENSION = "dimension";
  private static final String INSTANCES = "instances";
  private static final String DRAWS = "draws";

  /** Powers of the preconditioner in the order of the abscissa of the drawn lemma. */
  static final List<Double> POWERS = List.of(-1.0, -0.5, 0.0);

  private final Optional<Study> given;

  GaussianLemmas() {
    this(Optional.empty());
  }

  private GaussianLemmas(Optional<Study> given) {
    this.given = given;
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        given.map(Study::id).orElse(ID),
        "Adam-or-GN",
        "Lemmas 1 and 2, Corollary 1, eq. (8)",
        "Single examples: empirical Fisher, Fisher, contraction",
        "That in batches of one the second moment of the gradient is the covariance times the loss"
            + " up to a factor of 3, hence Adam is GN⁻½ with a loss-dependent step, and how fast"
            + " preconditioned descent contracts the expected loss.",
        3,
        10);
  }

  @Override
  public List<Setting> parameters() {
    return List.of(
        whole(DIMENSION, "5", "sizes d of the random regressions"),
        whole(INSTANCES, "20", "random Σ and Δ for each size and seed"),
        whole(DRAWS, "20000", "examples drawn to check the second moment"));
  }

  private static Setting whole(String name, String usual, String meaning) {
    return new Setting(name, new Setting.Whole(2), usual, meaning, "Adam-or-GN App. A.2");
  }

  @Override
  public Study sweep(Scale scale, int seeds) {
    if (given.isPresent()) {
      return given.get().on(seeds);
    }
    boolean quick = scale == Scale.QUICK;
    Map<String, List<String>> said = new LinkedHashMap<>();
    said.put(DIMENSION, List.of("2", "3", "5", "7", "10"));
    said.put(INSTANCES, List.of(quick ? "20" : "100"));
    said.put(DRAWS, List.of(quick ? "20000" : "2000000"));
    return new Study(ID, ID, scale, Seeds.first(seeds), Grid.of(parameters(), said));
  }

  @Override
  public GaussianLemmas with(Study sweep) {
    return new GaussianLemmas(Optional.of(sweep));
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return given.map(s -> s.seeds().evaluation().size()).orElse(scale == Scale.QUICK ? 3 : 10);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Study study = sweep(scale, defaultSeeds(scale));
    Map<String, Object> settings = new LinkedHashMap<>();
    parameters().forEach(p -> settings.put(p.meaning(), study.parameters().get(p.name())));
    settings.put("Σ", "eigenvalues from 1 to 1/100 at equal ratios in a random basis");
    settings.put("Δ", "N(0, I)");
    settings.put("bases of Corollary 1", "identity, eigenvectors of Σ, random");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    Study study = sweep(scale, seeds);
    List<Cell> cells = new ArrayList<>();
    for (long seed : study.seeds().evaluation()) {
      for (String d : study.parameters().get(DIMENSION)) {
        cells.add(Cell.of(info().id(), study.scale(), Map.of(PART, "random", DIMENSION, d), seed));
      }
    }
    long first = study.seeds().evaluation().getFirst();
    cells.add(Cell.of(info().id(), study.scale(), Map.of(PART, "named"), first));
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    if (cell.coordinate(PART).equals("named")) {
      named("Σ_half", NamedCovariance.half(), log);
      named("Σ_one", NamedCovariance.one(), log);
      return log.record();
    }
    Study study = sweep(cell.scale(), 1);
    int d = Integer.parseInt(cell.coordinate(DIMENSION));
    int instances = Integer.parseInt(study.parameters().get(INSTANCES).getFirst());
    int draws = Integer.parseInt(study.parameters().get(DRAWS).getFirst());
    Rng rng = Rng.of(cell.seed()).stream("lemmas", d);
    Range lemma1 = new Range();
    Range corollary1 = new Range();
    Range lemma2 = new Range();
    for (int i = 0; i < instances; i++) {
      Rng own = rng.stream("instance", i);
      Matrix Sigma = NamedCovariance.random(d, 100, own.stream("covariance"));
      Matrix delta = own.stream("delta").gaussian(d, 1);
      Matrix half = SymmetricEigen.of(Sigma).apply(l -> 1 / Math.sqrt(l));
      Matrix ggT = secondMoment(Sigma, delta);
      double loss = 0.5 * Sigma.times(delta).dot(delta);
      // ½ E[g gᵀ] against ℓ Σ: eigenvalues of Σ^-½ (½ E[g gᵀ]) Σ^-½/ℓ.
      lemma1.addAll(
          SymmetricEigen.valuesOf(half.times(ggT).times(half).times(0.5 / loss).symmetrized()));
      for (Matrix U : bases(d, Sigma, own)) {
        corollary1.addAll(corollary(U, Sigma, ggT, loss));
      }
      double[] rates = rates(Sigma, POWERS.get(i % POWERS.size()));
      lemma2.add((1 - rates[0]) / (1 - rates[2]));
      if (i == 0) {
        log.add(SAMPLED, "error", d, sampled(Sigma, delta, ggT, draws, own.stream("examples")));
      }
    }
    lemma1.write(LEMMA1, d, log);
    corollary1.write(COROLLARY1, d, log);
    lemma2.write(LEMMA2_RANDOM, d, log);
    equation8(d, rng, log);
    return log.record();
  }

  /** {@code E[g gᵀ] = 2 Σ Δ Δᵀ Σ + (Δᵀ Σ Δ) Σ}, Adam-or-GN eq. (9). */
  static Matrix secondMoment(Matrix Sigma, Matrix delta) {
    Matrix s = Sigma.times(delta);
    return s.times(s.T()).times(2).plus(Sigma.times(s.dot(delta)));
  }

  private static double sampled(Matrix Sigma, Matrix delta, Matrix ggT, int draws, Rng rng) {
    Matrix root = SymmetricEigen.of(Sigma).apply(Math::sqrt);
    int chunk = 20_000;
    Matrix sum = Matrix.zeros(Sigma.rows(), Sigma.rows());
    int done = 0;
    for (int c = 0; done < draws; c++) {
      int n = Math.min(chunk, draws - done);
      Matrix X = rng.stream("chunk", c).gaussian(n, Sigma.rows()).times(root);
      Matrix r = X.times(delta);
      Matrix G = Matrix.generate(n, Sigma.rows(), (i, j) -> X.get(i, j) * r.get(i, 0));
      sum.plusInPlace(G.T().times(G));
      done += n;
    }
    return sum.times(1.0 / draws).minus(ggT).frobeniusNorm() / ggT.frobeniusNorm();
  }

  private static List<Matrix> bases(int d, Matrix Sigma, Rng rng) {
    return List.of(
        Matrix.identity(d),
        SymmetricEigen.of(Sigma).vectors(),
        rng.stream("basis").haarOrthogonal(d));
  }

  /** {@code D_A √ℓ/D_GN} of every vector of a basis, by Adam-or-GN eqs. (2), (3), (11). */
  private static double[] corollary(Matrix U, Matrix Sigma, Matrix ggT, double loss) {
    double[] adam = U.T().times(ggT).times(U).diagonal();
    double[] gn = U.T().times(Sigma).times(U).diagonal();
    double[] ratios = new double[adam.length];
    for (int i = 0; i < adam.length; i++) {
      ratios[i] = Math.sqrt(loss * gn[i] / adam[i]);
    }
    return ratios;
  }

  /**
   * The spectral radius of the exact recursion of the second moments in batches of one. In the
   * eigenbasis of {@code A(P)} the diagonal evolves by itself, by eq. (16)'s {@code (1 − η λᵢ)² +
   * η² λᵢ²} on the diagonal plus {@code η² λᵢ²} from everywhere, which is similar to a symmetric
   * matrix with {@code η² λᵢ λⱼ}; and the largest eigenvalue of a positive map has a positive
   * eigenvector.
   *
   * @param l λ, the eigenvalues of A(P)
   * @param eta η
   */
  static double radius(double[] l, double eta) {
    Matrix S =
        Matrix.generate(
            l.length,
            l.length,
            (i, j) -> {
              double rank = eta * eta * l[i] * l[j];
              double kept = 1 - eta * l[i];
              return i == j ? kept * kept + 2 * rank : rank;
            });
    double[] values = SymmetricEigen.valuesOf(S);
    return values[values.length - 1];
  }

  /** {@link #radius} at the proof's η, the proof's bound of it, the lemma's. */
  static double[] rates(Matrix Sigma, double power) {
    double[] l = SymmetricEigen.valuesOf(GaussNewtonPowersClaims.preconditioned(Sigma, power));
    double trace = Arrays.stream(l).sum();
    double eta = 1 / (2 * l[l.length - 1] + trace);
    return new double[] {radius(l, eta), 1 - l[0] * eta, 1 - l[0] / (3 * trace)};
  }

  private static void named(String name, Matrix Sigma, CellLog log) {
    for (double power : POWERS) {
      double[] rates = rates(Sigma, power);
      log.add(LEMMA2, name + ", " + EXACT, power, 1 - rates[0]);
      log.add(LEMMA2, name + ", " + TIGHT, power, 1 - rates[1]);
      log.add(LEMMA2, name + ", " + PRINTED, power, 1 - rates[2]);
    }
  }

  /**
   * GN⁻¹ in its eigenbasis on examples of N(0, Σ): the factor of the expected loss in a step is
   * {@code 1 − 2 η + (d + 2) η²}, and not eq. (8)'s {@code 1 − 2 η + 2 (d + 1) η²}.
   */
  private static void equation8(int d, Rng rng, CellLog log) {
    Matrix Sigma = NamedCovariance.random(d, 100, rng.stream("covariance"));
    Matrix P = SymmetricEigen.of(Sigma).apply(l -> 1 / l);
    Matrix delta = rng.stream("delta").gaussian(d, 1);
    double worst = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= 40; i++) {
      double eta = i * 0.5 / (d + 2) / 10;
      ExpectedLoss expected = new ExpectedLoss(Sigma, P, delta, 1);
      double before = expected.value();
      expected.step(eta);
      double factor = expected.value() / before;
      double exact = 1 - 2 * eta + (d + 2) * eta * eta;
      double printed = 1 - 2 * eta + 2 * (d + 1) * eta * eta; // (8)
      worst = Math.max(worst, Math.abs(factor - exact));
      least = Math.min(least, printed - factor);
      if (d == 5) {
        log.add(EQ8_DRAWN, EXACT, eta, factor);
        log.add(EQ8_DRAWN, PRINTED, eta, printed);
      }
    }
    log.add(EQ8, EXACT, d, worst);
    log.add(EQ8, PRINTED, d, least);
    double best = 1.0 / (d + 2);
    log.add(EQ8, "printed less exact at the best η", d, 2 * (d + 1) * best * best - best);
  }

  @Override
  public List<Figure> figures(Results results) {
    List<Double> sizes = results.xs(LEMMA1, LARGEST);
    List<Curve> lemma2 = new ArrayList<>();
    for (String series : results.series(LEMMA2)) {
      lemma2.add(new Measured(LEMMA2, series));
    }
    return List.of(
        new Figure(
            "Batches of one: the second moment of the gradient, and Adam's diagonal",
            "Left: the extreme eigenvalues of ½ E[g gᵀ] against ℓ Σ are 1 and 3 on every random"
                + " regression, both bounds of Lemma 1 are attained. Middle: D_A √ℓ/D_GN over three"
                + " bases lies between 1/√6 and 1/√2; the constants of Corollary 1 as printed, 2/√3"
                + " and 2, are outside. Right: the factor of the expected loss in a step of GN⁻¹ at"
                + " d = 5, against eq. (8).",
            List.of(
                panel(
                    "Lemma 1",
                    "eigenvalue of ½ E[g gᵀ] against ℓ Σ",
                    results,
                    LEMMA1,
                    List.of(constant("bound 1", sizes, 1), constant("bound 3", sizes, 3))),
                panel(
                    "Corollary 1",
                    "D_A √ℓ / D_GN",
                    results,
                    COROLLARY1,
                    List.of(
                        constant("1/√6, corrected", sizes, 1 / Math.sqrt(6)),
                        constant("1/√2, corrected", sizes, 1 / Math.sqrt(2)),
                        constant("2/√3, printed", sizes, 2 / Math.sqrt(3)),
                        constant("2, printed", sizes, 2))),
                new LinePanel(
                    "Equation (8)",
                    new Axis("learning rate η", Spacing.LINEAR),
                    new Axis("E ℓ₊ / E ℓ", Spacing.LINEAR),
                    List.of(new Measured(EQ8_DRAWN, EXACT), new Measured(EQ8_DRAWN, PRINTED))))),
        new Figure(
            "Lemma 2: contraction of the expected loss",
            "What a step at η = 1/(2 λmax + Tr) takes of the expected loss in the long run, over"
                + " the power of the preconditioner: exactly, by the bound of the proof, and by the"
                + " lemma's. Higher is faster; the bounds hold and are loose by about two.",
            List.of(
                new LinePanel(
                    "1 − contraction factor",
                    new Axis("power p", Spacing.LINEAR),
                    new Axis("1 − factor", Spacing.LOG),
                    lemma2))));
  }

  private static LinePanel panel(
      String title, String y, Results results, String csv, List<Curve> bounds) {
    List<Curve> curves = new ArrayList<>();
    results.series(csv).forEach(series -> curves.add(new Measured(csv, series)));
    curves.addAll(bounds);
    return new LinePanel(
        title, new Axis("dimension d", Spacing.LINEAR), new Axis(y, Spacing.LINEAR), curves);
  }

  private static Reference constant(String label, List<Double> xs, double y) {
    return new Reference(label, xs, xs.stream().map(_ -> y).toList());
  }

  @Override
  public List<Claim> claims() {
    return GaussianLemmasClaims.all();
  }

  /** Smallest and largest. */
  private static final class Range {
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    void add(double value) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }

    void addAll(double[] values) {
      for (double value : values) {
        add(value);
      }
    }

    void write(String panel, double x, CellLog log) {
      log.add(panel, SMALLEST, x, least);
      log.add(panel, LARGEST, x, greatest);
    }
  }
}
