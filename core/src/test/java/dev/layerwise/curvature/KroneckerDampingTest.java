package dev.layerwise.curvature;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class KroneckerDampingTest {
  /** A few operations on each entry. */
  private static final double TOLERANCE = 1e-13;

  private static Matrix matrix(JsonNode rows) {
    return Matrix.generate(
        rows.size(), rows.get(0).size(), (i, j) -> rows.get(i).get(j).asDouble());
  }

  private static KroneckerDamping.Size size(Matrix A) {
    return new KroneckerDamping.Size(A.rows(), A.trace());
  }

  /** The function of kfac-jax, with factors of order 1 and factors of 0. */
  @Test
  void piSplitIsThatOfKfacJax() throws IOException {
    JsonNode file;
    try (InputStream in =
        getClass().getResourceAsStream("/dev/layerwise/optim/kfac/kfacjax_pi_damping.json")) {
      file = new ObjectMapper().readTree(in);
    }
    assertThat(file.get("steps").size()).isEqualTo(5);
    for (JsonNode one : file.get("steps")) {
      Matrix A = matrix(one.get("A"));
      Matrix G = matrix(one.get("B"));
      KroneckerDamping.Split split =
          new KroneckerDamping.Martens2015PiSplit()
              .split(size(A), size(G), 1, one.get("damping").asDouble());
      Matrix dampedA = A.times(split.inputScale()).plusDiagonal(split.inputRidge());
      Matrix dampedG = G.times(split.outputScale()).plusDiagonal(split.outputRidge());
      assertClose(dampedA, matrix(one.get("A_damped")), TOLERANCE);
      assertClose(dampedG, matrix(one.get("B_damped")), TOLERANCE);
    }
  }

  @Test
  void twoFactorsOfOrderOneAreDampedExactly() {
    KroneckerDamping.Split split =
        new KroneckerDamping.Martens2015PiSplit()
            .split(new KroneckerDamping.Size(1, 3), new KroneckerDamping.Size(1, 5), 1, 0.7);
    double product =
        (3 * split.inputScale() + split.inputRidge())
            * (5 * split.outputScale() + split.outputRidge());
    assertThat(product).isCloseTo(15.7, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void otherSplitsPutTheirShareOnEitherFactor() {
    KroneckerDamping.Size two = new KroneckerDamping.Size(2, 3);
    assertThat(new KroneckerDamping.Equal().split(two, two, 4, 0.16))
        .isEqualTo(new KroneckerDamping.Split(1, 0.2, 1, 0.2));
    assertThat(new KroneckerDamping.Whole().split(two, two, 4, 0.16))
        .isEqualTo(new KroneckerDamping.Split(1, 0.16, 1, 0.16));
    assertThatThrownBy(() -> new KroneckerDamping.Exact().split(two, two, 1, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exact damping does not split over the factors; use the eigenvectors of both");
  }

  @Test
  void levenbergMarquardtTrustsGoodPredictions() {
    LevenbergMarquardt rule = new LevenbergMarquardt(0.5, 0.25, 0.75, 0.1, 3);
    assertThat(rule.next(1, 0.8)).isEqualTo(0.5);
    assertThat(rule.next(1, 0.5)).isEqualTo(1);
    assertThat(rule.next(1, 0.2)).isEqualTo(2);
    assertThat(rule.next(1, Double.NaN)).isEqualTo(2);
    assertThat(rule.next(0.15, 0.8)).isEqualTo(0.1);
    assertThat(rule.next(2, -4)).isEqualTo(3);
    assertThatThrownBy(() -> new LevenbergMarquardt(0, 0.25, 0.75, 0, 1))
        .hasMessage("Levenberg-Marquardt: ω = 0.0; want a number above 0, at most 1");
    assertThatThrownBy(() -> new LevenbergMarquardt(0.9, 0.75, 0.25, 0, 1))
        .hasMessage(
            "Levenberg-Marquardt: thresholds 0.75 and 0.25, bounds of λ 0.0 and 1.0; want both in"
                + " order");
  }
}
