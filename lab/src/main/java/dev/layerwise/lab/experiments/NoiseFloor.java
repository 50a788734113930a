package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Locale;

/**
 * The noise term of Concurrence Theorem 3.6: the distance after one step from {@code G⋆}, with one
 * quantity varied at a time.
 */
final class NoiseFloor {
  static final String VARIED = "varied";

  /** Suffix of the panel with the distance in the theorem's units. */
  private static final String IN_UNITS = "_in_units";

  /** What holds unless it is varied. */
  static final Setup BASE =
      new Setup(2048, 0.1, new LocalProblem.Conditioning(64, 1, 1, 1, 1, 1e-2));

  private NoiseFloor() {}

  /** A quantity that the noise term depends on. */
  enum Quantity {
    N("n", "examples n"),
    DX("dX", "inputs dX"),
    SIGMA("sigma", "label noise σε"),
    SIGMA_MIN("sigmaMin", "σmin(F⋆)"),
    LAMBDA_MIN("lambdaMin", "λmin(Σx)"),
    ETA("eta", "learning rate η"),
    KAPPA_X("kappaX", "κ(Σx) at fixed λmin"),
    KAPPA_F("kappaF", "κ(F⋆) at fixed σmin");

    private final String label;
    private final String words;

    Quantity(String label, String words) {
      this.label = label;
      this.words = words;
    }

    List<Double> grid() {
      return switch (this) {
        case N -> List.of(256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0);
        case DX -> List.of(32.0, 64.0, 128.0, 256.0);
        case SIGMA -> List.of(1e-3, 3e-3, 1e-2, 3e-2);
        case SIGMA_MIN -> List.of(0.3, 1.0, 3.0, 10.0);
        case LAMBDA_MIN -> List.of(0.1, 1.0, 10.0, 100.0);
        case ETA -> List.of(0.01, 0.1, 0.3, 1.0);
        case KAPPA_X -> List.of(1.0, 10.0, 1e2, 1e3, 1e5);
        case KAPPA_F -> List.of(1.0, 10.0, 1e2, 1e3);
      };
    }

    String label() {
      return label;
    }

    /** The axis label. */
    String words() {
      return words;
    }

    /** The distance itself. */
    String panel() {
      return "noise_floor_" + label;
    }

    /** The distance divided by η σ √(dX/n). */
    String panelInUnits() {
      return panel() + IN_UNITS;
    }

    LogLogFit fit(Results results) {
      return LogLogFit.of(results, panel(), LocalConvergence.SERIES);
    }

    static Quantity of(String label) {
      for (Quantity quantity : values()) {
        if (quantity.label.equals(label)) {
          return quantity;
        }
      }
      throw new IllegalArgumentException("no quantity '" + label + "'");
    }
  }

  /** The values of every quantity. */
  record Setup(int n, double eta, LocalProblem.Conditioning conditioning) {
    Setup with(Quantity quantity, double value) {
      var c = conditioning;
      return switch (quantity) {
        case N -> new Setup((int) value, eta, c);
        case DX ->
            new Setup(n, eta, conditioning((int) value, c.lambdaMin(), c.kappaX(), c.noise()));
        case SIGMA -> new Setup(n, eta, conditioning(c.inputs(), c.lambdaMin(), c.kappaX(), value));
        case SIGMA_MIN -> new Setup(n, eta, head(value, c.kappaF()));
        case LAMBDA_MIN ->
            new Setup(n, eta, conditioning(c.inputs(), value, c.kappaX(), c.noise()));
        case ETA -> new Setup(n, value, c);
        case KAPPA_X ->
            new Setup(n, eta, conditioning(c.inputs(), c.lambdaMin(), value, c.noise()));
        case KAPPA_F -> new Setup(n, eta, head(c.sigmaMin(), value));
      };
    }

    private LocalProblem.Conditioning conditioning(
        int inputs, double lambdaMin, double kappaX, double noise) {
      return new LocalProblem.Conditioning(
          inputs, lambdaMin, kappaX, conditioning.sigmaMin(), conditioning.kappaF(), noise);
    }

    private LocalProblem.Conditioning head(double sigmaMin, double kappaF) {
      var c = conditioning;
      return new LocalProblem.Conditioning(
          c.inputs(), c.lambdaMin(), c.kappaX(), sigmaMin, kappaF, c.noise());
    }

    /** The theorem's unit η σ √(dX/n). */
    double unit() {
      var c = conditioning;
      double sigma = c.noise() / (c.sigmaMin() * Math.sqrt(c.lambdaMin()));
      return eta * sigma * Math.sqrt(c.inputs() / (double) n);
    }

    @Override
    public String toString() {
      var c = conditioning;
      return String.format(
          Locale.ROOT,
          "n = %d, dX = %d, η = %s, σε = %s, Σx = I, F⋆ with orthonormal columns",
          n,
          c.inputs(),
          eta,
          c.noise());
    }
  }

  /** Measures one quantity's values; each on its own problems and batches. */
  static void run(Cell cell, CellLog log) {
    Quantity quantity = Quantity.of(cell.coordinate(VARIED));
    Rng rng = Rng.of(cell.seed()).stream("noise").stream(quantity.label());
    int repeats = cell.scale() == Scale.QUICK ? 4 : 8;
    for (double value : quantity.grid()) {
      Setup setup = BASE.with(quantity, value);
      double sum = 0;
      for (int repeat = 0; repeat < repeats; repeat++) {
        Rng own = rng.stream("value" + value).stream("repeat", repeat);
        LocalProblem problem = LocalProblem.draw(setup.conditioning(), own.stream("problem"));
        var batches = LocalConvergence.Batches.draw(problem, setup.n(), own.stream("batches"));
        sum +=
            log.measure(
                LocalConvergence.SERIES,
                1,
                () -> batches.distanceAfterStep(problem, setup.eta(), problem.Gstar()));
      }
      double mean = sum / repeats;
      log.add(quantity.panel(), LocalConvergence.SERIES, value, mean);
      log.add(quantity.panelInUnits(), LocalConvergence.SERIES, value, mean / setup.unit());
    }
  }

  /**
   * The size of the noise matrix {@code (F⋆ᵀF⋆)⁻¹F⋆ᵀEᵀX(XᵀX)⁻¹(I − G⋆ᵀG⋆)} in units of σ. Outside
   * the p = dX − k dimensions of the complement, {@code XᵀX} leaves a Wishart matrix of m = n − k
   * degrees of freedom, so its square is the largest eigenvalue of a multivariate F matrix, whose
   * spectrum ends at
   *
   * <pre>√(k/m) (1 + √(c + y − c y))/(1 − y),   c = p/k,   y = p/m</pre>
   *
   * <p>For n → ∞ this is (√p + √k)/√n. Source: Silverstein 1985, doi:10.1137/0516047.
   */
  static double edge(double inputs, double n) {
    double k = LocalProblem.FEATURES;
    double c = (inputs - k) / k;
    double m = n - k;
    double y = (inputs - k) / m;
    return Math.sqrt(k / m) * (1 + Math.sqrt(c + y - c * y)) / (1 - y);
  }

  /** The size of the noise averaged over many tasks: a Gaussian matrix, and the mean of (XᵀX)⁻¹. */
  static double edgeOfManyTasks(double inputs, double n) {
    double k = LocalProblem.FEATURES;
    return (Math.sqrt(inputs - k) + Math.sqrt(k)) / Math.sqrt(n - inputs - 1);
  }
}
