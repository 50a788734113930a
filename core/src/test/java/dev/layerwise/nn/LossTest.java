package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {
  private static final int N = 7;
  private static final int C = 3;

  /** A few operations on numbers of order 1. */
  private static final double ROUNDING = 1e-14;

  private final Rng rng = Rng.of(3);
  private final Matrix f = rng.stream("f").gaussian(N, C);

  static Stream<Loss> losses() {
    return Stream.of(
        new SquaredError(),
        new SoftmaxCrossEntropy(),
        new SoftmaxCrossEntropy(0.1),
        new BernoulliLogistic());
  }

  /** One-hot rows are targets of every loss. */
  private static Matrix targets(int n) {
    return Matrix.generate(n, C, (i, j) -> i % C == j ? 1 : 0);
  }

  private static Matrix like(Matrix A) {
    return Matrix.zeros(A.rows(), A.cols());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hessianIsTheDerivativeOfTheGradient(Loss loss) {
    Matrix V = rng.stream("v").gaussian(N, C);
    double h = 1e-5; // errors: third derivatives of order 1 times 1e−10, rounding 1e−16/1e−5
    Matrix above = loss.gradient(f.plus(V.times(h)), targets(N), like(f));
    Matrix below = loss.gradient(f.minus(V.times(h)), targets(N), like(f));
    Matrix difference = above.minus(below).times(1 / (2 * h));
    assertClose(loss.hessianProduct(f, V, like(f)), difference, 1e-9);
  }

  @ParameterizedTest
  @MethodSource("allLosses")
  void hessianIsTheSquareOfItsFactor(Loss loss) {
    for (int i = 0; i < N; i++) {
      Matrix row = f.slice(i, i + 1, 0, C);
      Matrix rows = Matrix.generate(C, C, (k, c) -> row.get(0, c));
      Matrix Bt = loss.factorProduct(rows, Matrix.identity(C), like(rows)); // row k is B e_k
      Matrix H = loss.hessianProduct(rows, Matrix.identity(C), like(rows));
      assertClose(Bt.T().times(Bt), H, ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("allLosses")
  void productsMayOverwriteTheirArgument(Loss loss) {
    Matrix V = rng.stream("v").gaussian(N, C);
    Matrix expected = loss.hessianProduct(f, V, like(f));

    Matrix same = V.copy();
    assertClose(loss.hessianProduct(f, same, same), expected, 0);
    Matrix factor = loss.factorProduct(f, V, like(f));
    Matrix again = V.copy();
    assertClose(loss.factorProduct(f, again, again), factor, 0);
  }

  /** Those, and one whose second derivative depends on the target. */
  static Stream<Loss> allLosses() {
    return Stream.concat(losses(), Stream.of(new PseudoHuber(0.5, 1), new PseudoHuber(0.7, 0.7)));
  }

  /**
   * Gradients of sampled labels have mean 0 and second moment H. With K draws an entry of the
   * second moment, whose terms have a standard deviation below √3 (of products of two standard
   * normals at most √2), errs by less than 5 √3/√K but once in a million.
   */
  @ParameterizedTest
  @MethodSource("allLosses")
  void sampledGradientsHaveMeanZeroAndTheHessianAsSecondMoment(Loss loss) {
    int K = 40_000;
    double bound = 5 * Math.sqrt(3.0 / K);
    Matrix many = Matrix.generate(K, C, (k, c) -> f.get(0, c));
    Matrix G = loss.sampledGradient(many, rng.stream("labels"), like(many));
    Matrix H = loss.hessianProduct(many.slice(0, C, 0, C), Matrix.identity(C), Matrix.zeros(C, C));
    Matrix ones = Matrix.zeros(1, K).fill(1.0 / K);
    assertThat(ones.times(G).maxAbs()).isLessThan(bound);
    assertThat(G.T().times(G).times(1.0 / K).minus(H).maxAbs()).isLessThan(bound);
  }

  @Test
  void pseudoHuberLossHasItsSecondDerivativeBetweenItsBounds() {
    PseudoHuber loss = new PseudoHuber(0.5, 10);
    Matrix r = Matrix.column(-40, -2, -0.3, 0, 0.1, 1.5, 300);
    Matrix none = Matrix.zeros(7, 1);
    double h = 1e-4;
    Matrix above = loss.gradient(r.map(x -> x + h), none, like(r));
    Matrix below = loss.gradient(r.map(x -> x - h), none, like(r));
    for (int i = 0; i < 7; i++) {
      double second = (above.get(i, 0) - below.get(i, 0)) / (2 * h);
      double x = r.get(i, 0);
      // Of central differences: ℓ⁗ h²/6 of order 1e−7, and rounding 1e−14 · 150/1e−4.
      assertThat(second).isCloseTo(0.5 + 9.5 * Math.pow(1 + x * x, -1.5), within(5e-7));
    }
    assertThat(new PseudoHuber(2, 2).value(r, none))
        .as("μ = L is the squared error")
        .isCloseTo(2 * new SquaredError().value(r, none), within(1e-9));
    assertThat(new PseudoHuber(2, 2).information()).isCloseTo(2, within(ROUNDING));
    // By an adaptive quadrature of E[ℓ″] elsewhere.
    assertThat(loss.information()).isCloseTo(8.82848650137549, within(1e-12));
    assertThatThrownBy(() -> new PseudoHuber(2, 1))
        .hasMessage("pseudo-Huber loss: μ = 2.0 and L = 1.0; want 0 < μ ≤ L, both finite");
  }

  @Test
  void smoothingMixesTheTargetsWithTheUniformDistribution() {
    double epsilon = 0.3;
    Matrix mixed = targets(N).map(y -> (1 - epsilon) * y + epsilon / C);
    Loss smoothed = new SoftmaxCrossEntropy(epsilon);
    Loss plain = new SoftmaxCrossEntropy();
    assertThat(smoothed.value(f, targets(N))).isCloseTo(plain.value(f, mixed), within(ROUNDING));
    assertClose(
        smoothed.gradient(f, targets(N), like(f)), plain.gradient(f, mixed, like(f)), ROUNDING);
  }

  @Test
  void valuesAreTheirDefinitions() {
    Matrix Y = targets(N);
    double squared = 0;
    double cross = 0;
    double logistic = 0;
    for (int i = 0; i < N; i++) {
      double total = 0;
      for (int c = 0; c < C; c++) {
        total += Math.exp(f.get(i, c));
      }
      for (int c = 0; c < C; c++) {
        double y = Y.get(i, c);
        double p = 1 / (1 + Math.exp(-f.get(i, c)));
        squared += 0.5 * Math.pow(f.get(i, c) - y, 2) / N;
        cross -= y * Math.log(Math.exp(f.get(i, c)) / total) / N;
        logistic -= (y * Math.log(p) + (1 - y) * Math.log(1 - p)) / N;
      }
    }
    assertThat(new SquaredError().value(f, Y)).isCloseTo(squared, within(ROUNDING * squared));
    assertThat(new SoftmaxCrossEntropy().value(f, Y)).isCloseTo(cross, within(ROUNDING * cross));
    assertThat(new BernoulliLogistic().value(f, Y))
        .isCloseTo(logistic, within(ROUNDING * logistic));
  }

  @Test
  void largeOutputsDoNotOverflow() {
    Matrix large = Matrix.of(new double[][] {{1000, 0, -1000}});
    Matrix Y = Matrix.of(new double[][] {{1, 0, 0}});
    assertThat(new SoftmaxCrossEntropy().value(large, Y)).isZero();
    assertThat(new BernoulliLogistic().value(large, Y)).isCloseTo(Math.log(2), within(ROUNDING));
    losses().forEach(loss -> assertThat(loss.gradient(large, Y, like(Y)).isFinite()).isTrue());
    losses()
        .forEach(loss -> assertThat(loss.hessianProduct(large, Y, like(Y)).isFinite()).isTrue());
  }

  @Test
  void mistakesAreNamed() {
    Matrix narrow = Matrix.zeros(N, C - 1);
    assertThatThrownBy(() -> new SquaredError().value(f, narrow))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "squared error: outputs are 7×3 and the other matrix is 7×2; want the same shape");
    assertThatThrownBy(() -> new SoftmaxCrossEntropy(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label smoothing 1.0; want a number from 0 to below 1");
  }
}
