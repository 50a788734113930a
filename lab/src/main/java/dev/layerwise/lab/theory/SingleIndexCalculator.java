package dev.layerwise.lab.theory;

import dev.layerwise.lab.data.MatrixCsv;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** {@code single-index}: {@link SingleIndexTheory} for one ridge, or a list of them. */
final class SingleIndexCalculator implements Calculator {
  static final double LARGEST = 1e100;

  private static final String AUTO = "auto";
  private static final String HALF = "0.5";
  private static final String PAPER = "arXiv:2502.01763 Figure 3";

  @Override
  public String name() {
    return "single-index";
  }

  @Override
  public String summary() {
    return "How well one step of SGD or K-FAC finds the direction of a single-index teacher";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "y = s⋆(β⋆·x) + noise ε,  x ~ N(0, Σ),  β⋆ ~ N(0, I/dx),  φ = dx/n",
        "corr_sgd = c1 t1 / √((c2 + noise²) φ t1 + c1² t2)",
        "t1 = Tr Σ/dx,  t2 = Tr Σ²/dx",
        "corr_kfac = c1 Ψ₁ / √(c1² Ψ₂ + φ (c_gt1_2 + noise²) Ψ₃)",
        "κ (1 − φ Ψ₁) = λ,  κ′ = dκ/dλ,  s = Tr[Σ (Σ + κ)⁻²]/dx",
        "Ψ₁ = Tr[Σ (Σ + κ)⁻¹]/dx,  Ψ₃ = κ′ s",
        "Ψ₂ = Tr[Σ² (Σ + κ)⁻²]/dx + φ κ² s² κ′");
  }

  @Override
  public String source() {
    return "arXiv:2502.01763 Lemma 3.10, Lemma 3.12, App. E.8";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "dx",
            new Setting.Text("a whole number of at least 1, or auto"),
            AUTO,
            "input dimensions; auto is 900, or as many as spectrum lists",
            PAPER),
        new Setting("n", new Setting.Whole(1), "5000", "examples in the step", PAPER),
        new Setting(
            "eps",
            new Setting.Constant(0, Math.nextDown(1.0), "a number from 0 up to, not including, 1"),
            HALF,
            "anisotropy: half of Σ's eigenvalues are 1 + eps, half 1 − eps",
            PAPER),
        new Setting(
            "spectrum",
            new Setting.Text("eigenvalues with commas between them, or a file of them"),
            "",
            "instead of eps: Σ's eigenvalues, each for as many dimensions as the others",
            ""),
        new Setting(
            "lambda",
            new Setting.Text("numbers of at least 0, with commas between them"),
            "0",
            "K-FAC's ridge λ on the input covariance; of several, each answer is a list",
            ""),
        new Setting(
            "noise",
            new Setting.Constant(0, LARGEST, "a number from 0 to 1e100"),
            "1",
            "standard deviation of the labels' noise",
            PAPER),
        teacher("teacher", "paper", "the link function s⋆", PAPER));
  }

  static Setting teacher(String name, String value, String meaning, String source) {
    List<String> names = Teacher.all().stream().map(Teacher::name).toList();
    return new Setting(name, new Setting.Choice(names), value, meaning, source);
  }

  @Override
  public Answer evaluate(Settings settings) {
    double[] lambdas = numbers("lambda", settings.text("lambda"));
    for (double lambda : lambdas) {
      if (!(lambda >= 0)) {
        throw new IllegalArgumentException(
            "lambda=%s: a ridge below 0 has no meaning here; want numbers of at least 0"
                .formatted(settings.text("lambda")));
      }
      if (lambda != 0 && !inRange(lambda)) {
        throw new IllegalArgumentException(
            ("lambda=%s: a ridge that far from 1 leaves the range of the arithmetic; want 0, or"
                    + " numbers from 1e-100 to 1e100")
                .formatted(settings.text("lambda")));
      }
    }
    Optional<double[]> listed = listed(settings);
    long dx = dimensions(settings, listed);
    long n = settings.whole("n");
    if (dx == n && Arrays.stream(lambdas).anyMatch(lambda -> lambda == 0)) {
      throw new IllegalArgumentException(
          ("dx=%d, n=%d, lambda=0: at phi = dx/n = 1 the covariance has no inverse in the limit and"
                  + " psi3 is infinite; want lambda above 0, or another n")
              .formatted(dx, n));
    }
    PopulationSpectrum spectrum =
        listed
            .map(PopulationSpectrum::equally)
            .orElseGet(() -> PopulationSpectrum.twoPoint(settings.number("eps")));
    return answer(
        SingleIndexTheory.of(
            spectrum,
            AspectRatio.of(dx, n),
            Teacher.named(settings.text("teacher")),
            settings.number("noise")),
        lambdas);
  }

  private static long dimensions(Settings settings, Optional<double[]> listed) {
    String text = settings.text("dx");
    long count = listed.map(values -> (long) values.length).orElse(2L);
    if (text.equals(AUTO)) {
      return listed.isPresent() ? count : 900;
    }
    if (!text.matches("\\d{1,15}") || Long.parseLong(text) < 1) {
      throw new IllegalArgumentException(
          "dx=" + text + ": want a whole number of at least 1, or auto");
    }
    long dx = Long.parseLong(text);
    if (listed.isEmpty() && dx % 2 != 0 && settings.number("eps") != 0) {
      throw new IllegalArgumentException(
          ("dx=%d is odd, and half of the eigenvalues are to be 1 + eps, half 1 - eps; want an even"
                  + " dx, or a spectrum")
              .formatted(dx));
    }
    if (listed.isPresent() && dx % count != 0) {
      throw new IllegalArgumentException(
          ("dx=%d and a spectrum of %d eigenvalues, each for as many dimensions as the others; want"
                  + " a multiple of %d, or leave dx out")
              .formatted(dx, count, count));
    }
    return dx;
  }

  private static Optional<double[]> listed(Settings settings) {
    String text = settings.text("spectrum").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (settings.number("eps") != Double.parseDouble(HALF)) {
      throw new IllegalArgumentException(
          "eps=%s and spectrum=%s both say the eigenvalues; want one of them"
              .formatted(settings.text("eps"), text));
    }
    boolean list = text.chars().allMatch(c -> "0123456789.,+-eE ".indexOf(c) >= 0);
    if (!list && !Files.exists(Path.of(text))) {
      throw new IllegalArgumentException(
          "spectrum=%s is neither numbers with commas between them nor a file; want one of the two"
              .formatted(text));
    }
    double[] values =
        list ? numbers("spectrum", text) : flat(MatrixCsv.read(Path.of(text)).toRows());
    for (double value : values) {
      if (!inRange(value)) {
        throw new IllegalArgumentException(
            "spectrum=%s holds the eigenvalue %s; want numbers from 1e-100 to 1e100"
                .formatted(text, value));
      }
    }
    return Optional.of(values);
  }

  /** Whether the squares that the formulas take stay in the range of double precision. */
  private static boolean inRange(double x) {
    return x >= 1 / LARGEST && x <= LARGEST;
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] numbers(String name, String text) {
    String[] parts = text.split(",", -1);
    double[] numbers = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        numbers[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        numbers[i] = Double.NaN;
      }
      if (!Double.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            "%s=%s: '%s' is not a number; want numbers with commas between them"
                .formatted(name, text, parts[i].strip()));
      }
    }
    return numbers;
  }

  private static Answer answer(SingleIndexTheory theory, double[] lambdas) {
    List<RidgeLimit> limits = Arrays.stream(lambdas).mapToObj(theory::limit).toList();
    String singular = "at lambda = 0 with phi = dx/n > 1 the sample covariance is singular";
    String flat = "c1 = 0: no ridge makes the direction visible";
    Answer.Builder answer =
        new Answer.Builder()
            .real("corr_sgd", theory.corrSgd(), "correlation of SGD's direction with β⋆");
    if (lambdas.length > 1) {
      answer.reals("lambda", lambdas, "the ridges of the lists that follow");
    }
    curve(
        answer,
        limits,
        "corr_kfac",
        theory::corrKfac,
        "correlation of K-FAC's direction with β⋆",
        "");
    curve(answer, limits, "psi1", RidgeLimit::psi1, "lim β⋆ᵀ (S + λ)⁻¹ S β⋆, S = XᵀX/n", "");
    curve(answer, limits, "psi2", RidgeLimit::psi2, "lim |(S + λ)⁻¹ S β⋆|²", "");
    curve(answer, limits, "psi3", RidgeLimit::psi3, "lim Tr[(S + λ)⁻² S]/dx", "");
    curve(answer, limits, "m", RidgeLimit::m, "lim Tr (S + λ)⁻¹/dx", singular);
    curve(answer, limits, "m_prime", RidgeLimit::mPrime, "lim Tr (S + λ)⁻²/dx, > 0", singular);
    curve(answer, limits, "kappa", RidgeLimit::kappa, "the ridge as Σ sees it", "");
    double best = theory.bestLambda();
    String bestMeaning = "the ridge at which corr_kfac is largest";
    answer.realOr("best_lambda", best, bestMeaning, flat);
    if (Double.isFinite(best) && (best > 0 || theory.ratio().rest() != 0)) {
      answer.real("best_corr", theory.corrKfac(best), "corr_kfac there");
    } else {
      answer.undefined("best_corr", "corr_kfac there", "best_lambda is no ridge");
    }
    answer.real("phi", theory.ratio().phi(), "dx/n");
    TeacherCalculator.addTo(answer, theory.teacher());
    return answer.build();
  }

  private static void curve(
      Answer.Builder answer,
      List<RidgeLimit> limits,
      String name,
      ToDoubleFunction<RidgeLimit> value,
      String meaning,
      String because) {
    double[] values = limits.stream().mapToDouble(value).toArray();
    if (values.length == 1) {
      answer.realOr(name, values[0], meaning, because);
    } else {
      answer.realsOr(name, values, meaning, because);
    }
  }
}
