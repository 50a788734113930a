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
import dev.layerwise.lab.theory.KernelFit;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bound of NGD Theorem 6 against the test loss {@code E min(1, |f − y|)} of the infinitely wide
 * network, over the number of examples for six targets; and how far the weights of finite networks
 * travel against eq. (72).
 */
final class NgdGeneralization implements Experiment {
  static final String BOUND = "bound";
  static final String TEST = "test_loss";
  static final String NULL = "loss_of_zero";
  static final String LINEAR_PART = "loss_of_the_linear_part";

  static final String TRAVEL = "travel_over_prediction";
  static final String TRAVEL_PRINTED = "travel_over_prediction_as_printed";
  static final String GAP = "travel_gap";
  static final String FINITE_TEST = "finite_test_loss";
  static final String FINITE_BOUND = "finite_bound";
  static final String FINITE_LEFT = "finite_training_residual";

  /** Dimensions of the inputs. */
  static final int INPUTS = 10;

  /** The probability that the bound may fail. */
  static final double DELTA = 0.1;

  static final List<SphereTarget> FINITE =
      List.of(SphereTarget.LINEAR, SphereTarget.QUADRATIC, SphereTarget.RANDOM);
  static final List<Double> NUS = List.of(0.1, 1.0);

  private static final String PART = "part";
  private static final String N = "n";
  private static final String M = "m";
  private static final String NU = "nu";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-generalization",
        "NGD",
        "Theorem 6",
        "The generalisation bound and what a wide network can learn",
        "That the bound of Theorem 6 holds with room to spare, how it falls with the number of"
            + " examples for targets that the kernel has and grows for those that it lacks, and how"
            + " far the weights of finite networks travel.",
        20,
        200);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 3 : 10;
  }

  private static List<Integer> examples(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(50, 100, 200, 400, 800)
        : List.of(50, 100, 200, 400, 800, 1600);
  }

  private static List<Integer> finiteExamples(Scale scale) {
    return scale == Scale.QUICK ? List.of(50) : List.of(50, 200);
  }

  private static List<Integer> widths(Scale scale) {
    return scale == Scale.QUICK ? List.of(1024, 4096, 16_384) : List.of(1024, 4096, 16_384, 65_536);
  }

  private static int tested(Scale scale) {
    return scale == Scale.QUICK ? 4000 : 20_000;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs", "uniform on the sphere, d = " + INPUTS);
    settings.put(
        "targets",
        Arrays.stream(SphereTarget.values()).map(t -> t.label() + ": " + t.formula()).toList());
    settings.put("examples n", examples(scale));
    settings.put("test points", tested(scale));
    settings.put("loss", "min(1, |f − y|)");
    settings.put("δ", DELTA);
    settings.put("finite networks: n", finiteExamples(scale));
    settings.put("finite networks: m", widths(scale));
    settings.put("finite networks: ν", NUS);
    settings.put("finite networks: NGD", "8 steps at η = 0.5, then 7 at η = 1");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int n : examples(scale)) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(
            Cell.of(info().id(), scale, Map.of(PART, "infinite", N, Integer.toString(n)), seed));
      }
    }
    for (int n : finiteExamples(scale)) {
      for (int m : widths(scale)) {
        for (double nu : NUS) {
          for (int seed = 0; seed < seeds; seed++) {
            Map<String, String> at =
                Map.of(PART, "finite", N, "" + n, M, "" + m, NU, Double.toString(nu));
            cells.add(Cell.of(info().id(), scale, at, seed));
          }
        }
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    int n = Integer.parseInt(cell.coordinate(N));
    int tested = tested(cell.scale());
    if (cell.coordinate(PART).equals("infinite")) {
      infinite(Sphere.draw(n, tested, cell.seed()), n, log);
    } else {
      TravelOfWeights.run(
          Sphere.draw(n, Math.min(tested, 5000), cell.seed()),
          Integer.parseInt(cell.coordinate(M)),
          Double.parseDouble(cell.coordinate(NU)),
          log);
    }
    return log.record();
  }

  /**
   * Examples, test points and a direction on the sphere.
   *
   * @param X (n, d)
   * @param tests (p, d)
   * @param beta (d, 1)
   * @param rng where noise comes from
   */
  record Sphere(Matrix X, Matrix tests, Matrix beta, Rng rng) {
    static Sphere draw(int n, int tested, long seed) {
      Rng rng = Rng.of(seed);
      return new Sphere(
          ForsterTransform.normalizedRows(rng.stream("inputs", n).gaussian(n, INPUTS)),
          ForsterTransform.normalizedRows(rng.stream("tests").gaussian(tested, INPUTS)),
          ForsterTransform.normalizedRows(rng.stream("beta").gaussian(1, INPUTS)).T().copy(),
          rng);
    }

    /** Targets of the examples, (n, 1). */
    Matrix targets(SphereTarget target) {
      return target.at(X, beta, rng.stream("noise", X.rows()));
    }

    /** Targets of the test points, (p, 1). */
    Matrix truth(SphereTarget target) {
      return target.at(tests, beta, rng.stream("test noise"));
    }
  }

  /** The mean of min(1, |f − y|). */
  static double loss(Matrix f, Matrix y) {
    return f.minus(y).mapInPlace(r -> Math.min(1, Math.abs(r))).sum() / y.rows();
  }

  private static void infinite(Sphere sphere, int n, CellLog log) {
    SphereTarget[] targets = SphereTarget.values();
    Matrix[] columns = Arrays.stream(targets).map(sphere::targets).toArray(Matrix[]::new);
    KernelFit fit = KernelFit.of(sphere.X(), Matrix.blocks(new Matrix[][] {columns}));
    Matrix f = fit.predict(sphere.tests());
    for (int k = 0; k < targets.length; k++) {
      String series = targets[k].label();
      int column = k;
      Matrix truth = sphere.truth(targets[k]);
      log.add(BOUND, series, n, log.measure(series, n, () -> fit.bound(column)));
      log.add(TEST, series, n, loss(f.slice(0, f.rows(), k, k + 1), truth));
      log.add(NULL, series, n, loss(truth.times(0), truth));
      if (targets[k] == SphereTarget.SIGN || targets[k] == SphereTarget.CUBIC) {
        double slope = SphereTarget.slope(sphere.tests(), sphere.beta(), truth);
        log.add(
            LINEAR_PART, series, n, loss(sphere.tests().times(sphere.beta()).times(slope), truth));
      }
    }
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdGeneralizationFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdGeneralizationClaims.all();
  }
}
