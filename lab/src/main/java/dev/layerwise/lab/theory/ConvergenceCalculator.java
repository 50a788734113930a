package dev.layerwise.lab.theory;

import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;

/**
 * {@code convergence}: the rates that the theorems promise, on one page to compare them.
 *
 * <p>Source: arXiv:2502.01763 Prop. 3.5, Theorem 3.6; Zhang, Martens, Grosse 2019, Theorem 1 (the
 * last lines of eq. (27)), Theorem 2 (eq. (33)), Theorem 4 (eq. (54)). Rates of the last three are
 * of the squared error {@code |u − y|²}.
 */
final class ConvergenceCalculator implements Calculator {
  private static final String CONCURRENCE = "arXiv:2502.01763";
  private static final String OURS = "an example";

  @Override
  public String name() {
    return "convergence";
  }

  @Override
  public String summary() {
    return "The rates that are promised to SGD, K-FAC and natural gradient descent, and their"
        + " steps";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "SGD, Prop. 3.5    dist_T ≥ (1 − 4/kappa_f²)^T dist_0, for some F⋆ and G₀",
        "K-FAC, Thm. 3.6   dist₊ ≤ (1 − 0.9 eta) dist + O(1) kfac_noise,",
        "                  from dist ≤ 0.01/(kappa_x kappa_f)",
        "NGD, Theorem 1    |u − y|² falls by 1 − eta, for eta ≤ (1 − 2c)/(1 + c)²",
        "NGD, Theorem 2    by 1 − 2 eta mu l/(mu + l), for",
        "                  eta < 2/(mu + l) (1 − (1 + l/mu) c)/(1 + c)²",
        "K-FAC, Theorem 4  by 1 − eta/lmax, for eta ≤ lmin");
  }

  @Override
  public String source() {
    return CONCURRENCE
        + " Prop. 3.5, Theorem 3.6; Zhang, Martens, Grosse 2019, Theorems 1, 2 and 4";
  }

  private static Setting real(
      String name, double min, double max, String wanted, String value, String meaning) {
    return new Setting(name, new Setting.Constant(min, max, wanted), value, meaning, OURS);
  }

  private static Setting positive(String name, String value, String meaning) {
    return real(name, Double.MIN_VALUE, Double.MAX_VALUE, "a number above 0", value, meaning);
  }

  private static Setting conditionNumber(String name, String value, String meaning) {
    return real(name, 1, Double.MAX_VALUE, "a number of at least 1", value, meaning);
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        positive("eta", "0.3", "the step η of every method"),
        new Setting("steps", new Setting.Whole(0), "10", "the number of steps k or T", OURS),
        conditionNumber("kappa_f", "10", "κ(F⋆) = σmax(F⋆)/σmin(F⋆)"),
        conditionNumber("kappa_x", "1", "κ(Σx) = λmax(Σx)/λmin(Σx)"),
        real(
            "sigma",
            0,
            Double.MAX_VALUE,
            "a number of at least 0",
            "0.1",
            "noise against signal, σ = σε/(σmin(F⋆) √λmin(Σx))"),
        new Setting("dx", new Setting.Whole(1), "100", "input dimensions", OURS),
        new Setting("n", new Setting.Whole(1), "1024", "examples in a batch", OURS),
        real(
            "delta",
            Double.MIN_VALUE,
            Math.nextDown(1.0),
            "a number between 0 and 1, without the ends",
            "0.01",
            "the probability that Theorem 3.6 may fail"),
        real(
            "c",
            0,
            Double.MAX_VALUE,
            "a number of at least 0",
            "0",
            "the constant C of Condition 2, 3 |J − J(0)|/√λmin(G(0)); 0 at infinite width"),
        positive("mu", "1", "the loss is μ-strongly convex in the outputs"),
        positive("l", "4", "its gradient is L-Lipschitz, L ≥ μ"),
        positive("lmin", "1.4", "λmin(XᵀX), of inputs of length 1"),
        positive("lmax", "8", "λmax(XᵀX)"));
  }

  @Override
  public Answer evaluate(Settings settings) {
    double mu = settings.number("mu");
    double l = settings.number("l");
    if (l < mu) {
      throw new IllegalArgumentException(
          "mu=%s, l=%s: a gradient is no less steep than the loss is convex; want l of at least mu"
              .formatted(mu, l));
    }
    double lmin = settings.number("lmin");
    double lmax = settings.number("lmax");
    if (lmax < lmin) {
      throw new IllegalArgumentException(
          "lmin=%s, lmax=%s: want the largest eigenvalue lmax to be at least lmin"
              .formatted(lmin, lmax));
    }
    Answer.Builder answer = new Answer.Builder();
    representation(answer, settings);
    double eta = settings.number("eta");
    long steps = settings.whole("steps");
    double c = settings.number("c");
    String condition = "no step is promised anything: c must be below ";
    rate(answer, "ngd", "Theorem 1", 1 - eta, eta, ngdLimit(c), steps, condition + "1/2");
    answer.real(
        "ngd_linear_factor",
        Math.abs(1 - eta),
        "factor a step of |u − y| itself in the linearised network");
    rate(
        answer,
        "ngd_convex",
        "Theorem 2",
        convexFactor(eta, mu, l),
        eta,
        convexLimit(c, mu, l),
        steps,
        condition + "mu/(mu + l)");
    rate(answer, "ngd_kfac", "Theorem 4", kfacFactor(eta, lmax), eta, lmin, steps, "");
    return answer.build();
  }

  private static void representation(Answer.Builder answer, Settings settings) {
    double eta = settings.number("eta");
    double kappaF = settings.number("kappa_f");
    double sgd = sgdFactor(kappaF);
    String power = "the bound after all steps, of 1 at the start";
    String least = "no fixed step promises SGD a smaller factor, Prop. 3.5";
    if (sgd >= 0) {
      answer.real("sgd_factor", sgd, least);
      answer.real("sgd_after", Math.pow(sgd, (double) settings.whole("steps")), power);
    } else {
      String no = "below kappa_f = 2 the base is negative and Prop. 3.5 says nothing";
      answer.undefined("sgd_factor", least, no).undefined("sgd_after", power, no);
    }
    String factor = "K-FAC's factor a step, Theorem 3.6";
    String noise = "its noise but for O(1), η σ √((dx + log 1/δ)/n)";
    if (eta <= 1) {
      double kfac = 1 - 0.9 * eta; // Theorem 3.6
      answer.real("kfac_factor", kfac, factor);
      answer.real("kfac_after", Math.pow(kfac, (double) settings.whole("steps")), power);
      answer.real("kfac_noise", noise(settings), noise);
    } else {
      String no = "Theorem 3.6 takes eta from 0 to 1";
      answer.undefined("kfac_factor", factor, no).undefined("kfac_after", power, no);
      answer.undefined("kfac_noise", noise, no);
    }
    double radius = 0.01 / (settings.number("kappa_x") * kappaF); // Theorem 3.6
    answer.real("kfac_radius", radius, "the start dist(G, G⋆) from which it holds");
  }

  private static void rate(
      Answer.Builder answer,
      String name,
      String theorem,
      double factor,
      double eta,
      double limit,
      long steps,
      String noLimit) {
    String perStep = "factor a step of |u − y|², " + theorem;
    String after = "the bound after all steps, of 1 at the start";
    String largest = "the largest step proved";
    if (eta <= limit) {
      answer.real(name + "_factor", factor, perStep);
      answer.real(name + "_after", Math.pow(factor, (double) steps), after);
    } else {
      String no = limit > 0 ? "eta is above " + name + "_step_limit" : noLimit;
      answer.undefined(name + "_factor", perStep, no).undefined(name + "_after", after, no);
    }
    if (limit > 0) {
      answer.real(name + "_step_limit", limit, largest);
    } else {
      answer.undefined(name + "_step_limit", largest, noLimit);
    }
  }

  /** Prop. 3.5: {@code 1 − 4 λmin(F⋆ᵀF⋆)/λmax(F⋆ᵀF⋆)}, negative for κ(F⋆) below 2. */
  static double sgdFactor(double kappaF) {
    return 1 - 4 / (kappaF * kappaF); // Prop. 3.5
  }

  /** Theorem 3.6's √ term with its factors, without the constant. */
  private static double noise(Settings settings) {
    double dimensions = settings.whole("dx") - Math.log(settings.number("delta"));
    double root = Math.sqrt(dimensions / settings.whole("n"));
    return settings.number("eta") * settings.number("sigma") * root;
  }

  /** Theorem 1: {@code (1 − 2C)/(1 + C)²}, with which the last line of eq. (27) holds. */
  static double ngdLimit(double c) {
    return (1 - 2 * c) / ((1 + c) * (1 + c)); // eq. (27)
  }

  /** Theorem 2: {@code 1 − 2ημL/(μ + L)}. */
  static double convexFactor(double eta, double mu, double l) {
    return 1 - 2 * eta * mu * (l / (mu + l)); // eq. (33)
  }

  /** Theorem 2: {@code 2/(μ + L) (1 − (1 + κ) C)/(1 + C)²}, κ = L/μ. */
  static double convexLimit(double c, double mu, double l) {
    return 2 / (mu + l) * (1 - (1 + l / mu) * c) / ((1 + c) * (1 + c)); // eq. (33)
  }

  /** Theorem 4: {@code 1 − η/λmax(XᵀX)}. */
  static double kfacFactor(double eta, double lmax) {
    return 1 - eta / lmax; // eq. (54)
  }
}
