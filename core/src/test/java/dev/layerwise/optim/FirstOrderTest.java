package dev.layerwise.optim;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Svd;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that no reference run covers, against the equations written with whole matrices. */
class FirstOrderTest {
  private static final int STEPS = 7;

  /** Rounding of a few operations in another order. */
  private static final double ROUNDING = 1e-12;

  /** What the equations say: a direction from a gradient. */
  private interface Rule {
    Matrix direction(int t, Matrix G, Matrix W);
  }

  private static void assertFollows(
      String method, Map<String, String> said, double eta, Rule rule, int... shape) {
    Parameter p =
        new Parameter("p", shape.length > 1 ? Parameter.Kind.WEIGHT : Parameter.Kind.BIAS, shape);
    p.value().fill(0.3);
    Matrix W = p.value().copy();
    Recipe recipe = Recipes.named(method);
    Optimizer optimizer =
        recipe.start(
            new Recipe.Target(List.of(p), List.of()), Settings.of(recipe.settings(), said));
    for (int step = 1; step <= STEPS; step++) {
      int t = step;
      Matrix[] G = new Matrix[1];
      optimizer.step(
          new GivenGradients(
              List.of(p),
              all -> {
                GoldenRun.openGradient(p, t, 0);
                G[0] = p.gradient().copy();
                return 0;
              }));
      W = W.plus(rule.direction(t, G[0], W).times(-eta));
      assertClose(p.value(), W, ROUNDING);
    }
  }

  private static Matrix mean(Matrix past, double beta, Matrix fresh) {
    return past.times(beta).plus(fresh.times(1 - beta));
  }

  private static Matrix quotient(Matrix A, Matrix B) {
    return A.copy().zipInPlace(B, (a, b) -> a / b);
  }

  @Test
  void centeredRmsPropDividesByTheDeviation() {
    Matrix[] c = {Matrix.zeros(5, 3)};
    Matrix[] v = {Matrix.zeros(5, 3)};
    assertFollows(
        "rmsprop",
        Map.of("centered", "true", "lr", "0.02", "alpha", "0.8", "eps", "1e-3"),
        0.02,
        (t, G, W) -> {
          c[0] = mean(c[0], 0.8, G);
          v[0] = mean(v[0], 0.8, G.hadamard(G));
          return quotient(
              G, v[0].minus(c[0].hadamard(c[0])).map(x -> Math.sqrt(Math.max(0, x)) + 1e-3));
        },
        5,
        3);
  }

  @Test
  void adaGradDecaysItsLearningRateAndStartsWithItsAccumulator() {
    Matrix[] s = {Matrix.zeros(5, 3).fill(0.1)};
    assertFollows(
        "adagrad",
        Map.of("lr", "0.02", "lr-decay", "0.5", "initial-accumulator", "0.1", "eps", "0.01"),
        0.02,
        (t, G, W) -> {
          s[0] = s[0].plus(G.hadamard(G));
          return quotient(G, s[0].map(x -> (Math.sqrt(x) + 0.01) * (1 + (t - 1) * 0.5)));
        },
        5,
        3);
  }

  @Test
  void adamWithPowerMinusOneDividesByTheSecondMoment() {
    Matrix[] m = {Matrix.zeros(5, 3)};
    Matrix[] v = {Matrix.zeros(5, 3)};
    assertFollows(
        "adam",
        Map.of("power", "-1", "lr", "0.02", "beta1", "0.7", "beta2", "0.9", "eps", "0.1"),
        0.02,
        (t, G, W) -> {
          m[0] = mean(m[0], 0.7, G);
          v[0] = mean(v[0], 0.9, G.hadamard(G));
          return quotient(
              m[0].times(1 / (1 - Math.pow(0.7, t))),
              v[0].map(x -> x / (1 - Math.pow(0.9, t)) + 0.1));
        },
        5,
        3);
  }

  @Test
  void lionTakesTheSignOfOneMeanAndKeepsAnother() {
    Matrix[] m = {Matrix.zeros(5, 3)};
    assertFollows(
        "lion",
        Map.of("lr", "0.02", "beta1", "0.6", "beta2", "0.8"),
        0.02,
        (t, G, W) -> {
          Matrix D = mean(m[0], 0.6, G).map(Math::signum);
          m[0] = mean(m[0], 0.8, G);
          return D;
        },
        5,
        3);
  }

  @Test
  void signumTakesTheSignOfTheMeanThatItKeeps() {
    Matrix[] m = {Matrix.zeros(5, 3)};
    assertFollows(
        "signsgd",
        Map.of("lr", "0.02", "beta", "0.8"),
        0.02,
        (t, G, W) -> {
          m[0] = mean(m[0], 0.8, G);
          return m[0].map(Math::signum);
        },
        5,
        3);
  }

  private static double rms(Matrix A) {
    return A.frobeniusNorm() / Math.sqrt((double) A.rows() * A.cols());
  }

  @Test
  void adafactorFactorsTheSecondMomentOfAMatrix() {
    Matrix[] V = {Matrix.zeros(5, 3)};
    Matrix rows = Matrix.zeros(5, 1).fill(1);
    Matrix cols = Matrix.zeros(3, 1).fill(1);
    assertFollows(
        "adafactor",
        Map.of("lr", "0.4", "eps1", "1e-3", "clip-threshold", "0.8", "decay-exponent", "0.7"),
        1,
        (t, G, W) -> {
          double beta = 1 - Math.pow(t, -0.7);
          V[0] = mean(V[0], beta, G.hadamard(G).map(x -> x + 1e-3));
          Matrix R = V[0].times(cols);
          Matrix C = rows.T().times(V[0]);
          Matrix U = quotient(G, R.times(C).times(1 / V[0].sum()).map(Math::sqrt));
          double alpha = Math.max(1e-3, rms(W)) * Math.min(0.4, 1 / Math.sqrt(t));
          return U.times(alpha / Math.max(1, rms(U) / 0.8));
        },
        5,
        3);
  }

  @Test
  void adafactorKeepsTheWholeSecondMomentOfAVector() {
    Matrix[] V = {Matrix.zeros(5, 1)};
    assertFollows(
        "adafactor",
        Map.of(
            "lr",
            "0.02",
            "relative-step",
            "false",
            "scale-parameter",
            "false",
            "clip-threshold",
            "0"),
        0.02,
        (t, G, W) -> {
          V[0] = mean(V[0], 1 - Math.pow(t, -0.8), G.hadamard(G).map(x -> x + 1e-30));
          return quotient(G, V[0].map(Math::sqrt));
        },
        5);
  }

  /**
   * The odd polynomial of every singular value, as the sum {@code U f(S) Vᵀ}; twelve steps go by
   * more than one Gram matrix. Singular values from 1 to 10⁻⁴: steps multiply rounding errors of
   * tiny ones, beside the largest, by 12 each, in five steps by 10⁵; measured 3e-13.
   */
  @ParameterizedTest
  @CsvSource({"5, 9, 5", "9, 5, 5", "7, 8, 5", "5, 9, 1", "5, 9, 0", "9, 5, 12", "7, 8, 12"})
  void newtonSchulzAppliesItsPolynomialToSingularValues(int rows, int cols, int steps) {
    Svd svd = Svd.of(Rng.of(8).gaussian(rows, cols));
    double[] s = new double[Math.min(rows, cols)];
    double norm = 0;
    for (int i = 0; i < s.length; i++) {
      s[i] = Math.pow(10, -4.0 * i / (s.length - 1));
      norm += s[i] * s[i];
    }
    Matrix U = svd.u().times(Matrix.diagonal(s)).times(svd.v().T());
    for (int i = 0; i < s.length; i++) {
      s[i] /= Math.sqrt(norm) + 1e-7;
      for (int k = 0; k < steps; k++) {
        double a = s[i] * s[i];
        s[i] *= 3.4445 - 4.7750 * a + 2.0315 * a * a;
      }
    }
    Matrix expected = svd.u().times(Matrix.diagonal(s)).times(svd.v().T());

    Matrix X = new NewtonSchulz(rows, cols, NewtonSchulz.Precision.FLOAT64).apply(U, steps);

    assertClose(X, expected, 1e-11);
  }

  @Test
  void scalesOfMuonAreThoseOfTheirSources() {
    Parameter tall = new Parameter("tall", Parameter.Kind.WEIGHT, 8, 2);
    Parameter kernel = new Parameter("kernel", Parameter.Kind.KERNEL, 3, 2, 4, 1);
    assertThat(NewtonSchulz.Scale.KELLER_JORDAN.of(tall)).isEqualTo(2);
    assertThat(NewtonSchulz.Scale.KELLER_JORDAN.of(kernel)).isEqualTo(1);
    assertThat(NewtonSchulz.Scale.KJ_857D1AD.of(tall)).isEqualTo(2);
    assertThat(NewtonSchulz.Scale.KJ_857D1AD.of(kernel)).isEqualTo(2);
    assertThat(NewtonSchulz.Scale.SPECTRAL.of(kernel)).isEqualTo(Math.sqrt(3.0 / 8));
    assertThat(NewtonSchulz.Scale.MOONLIGHT.of(tall)).isEqualTo(0.2 * Math.sqrt(8));
    assertThat(NewtonSchulz.Scale.NONE.of(tall)).isEqualTo(1);
  }

  @Test
  void bfloat16RoundsToTheNearestAndTiesToEven() {
    assertThat(NewtonSchulz.toBfloat16(1)).isEqualTo(1);
    assertThat(NewtonSchulz.toBfloat16(1 + 0x1p-8)).isEqualTo(1);
    assertThat(NewtonSchulz.toBfloat16(1 + 0x1.8p-7)).isEqualTo(1 + 0x1p-6);
    assertThat(NewtonSchulz.toBfloat16(-1 - 0x1.2p-8)).isEqualTo(-1 - 0x1p-7);
    assertThat(NewtonSchulz.toBfloat16(Double.NaN)).isNaN();
  }
}
