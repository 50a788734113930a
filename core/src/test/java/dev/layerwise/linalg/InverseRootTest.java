package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.InverseRoot.Stability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class InverseRootTest {
  private static final JsonNode VALUES = load();

  private static JsonNode load() {
    try (InputStream in = InverseRootTest.class.getResourceAsStream("inverse_roots.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode values() {
    return VALUES;
  }

  static Matrix matrix(JsonNode rows) {
    return Matrix.generate(
        rows.size(), rows.get(0).size(), (i, j) -> rows.get(i).get(j).asDouble());
  }

  static Iterable<JsonNode> roots() {
    return StreamSupport.stream(VALUES.get("cases").spliterator(), false)
        .filter(value -> value.has("root"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("roots")
  void rootsAreThoseOfDistributedShampoo(JsonNode value) {
    Matrix S = matrix(VALUES.get("inputs").get(value.get("input").asInt()));
    int n = S.rows();
    int p = value.get("root").get(0).asInt();
    int q = value.get("root").get(1).asInt();
    double epsilon = value.has("epsilon") ? value.get("epsilon").asDouble() : 0;
    InverseRoot root = new InverseRoot(n);
    Matrix X = Matrix.zeros(n, n);
    double e = (double) q / p;
    switch (value.get("kind").asString()) {
      case "inverse_root_eigen" -> root.eigen(1, S, e, epsilon, Stability.PERTURB_BEFORE, X);
      case "inverse_root_eigen_perturb_after" ->
          root.eigen(1, S, e, epsilon, Stability.PERTURB_AFTER, X);
      case "inverse_root_pseudo_inverse" ->
          root.eigen(1, S, e, epsilon, Stability.PSEUDO_INVERSE, X);
      case "inverse_root_coupled_newton" ->
          root.coupledNewton(
              S,
              p,
              epsilon,
              value.get("max_iterations").asInt(),
              value.get("tolerance").asDouble(),
              X);
      default ->
          root.higherOrder(
              S,
              p,
              q,
              value.get("order").asInt(),
              value.get("rel_epsilon").asDouble(),
              value.get("abs_epsilon").asDouble(),
              100,
              X);
    }
    // An eigenvalue's error ε‖S‖ ≈ 1e-15 at 1e-7 is 1e-8 of it; with ε = 1e-6 and more, 1e-9.
    assertClose(X, matrix(value.get("result")), epsilon == 1e-12 ? 1e-8 : 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void everyRootOfTheIdentityIsTheIdentity(int p) {
    int n = 5;
    Matrix X = Matrix.zeros(n, n);
    InverseRoot root = new InverseRoot(n);
    root.eigen(1, Matrix.identity(n), 1.0 / p, 0, Stability.PERTURB_BEFORE, X);
    assertClose(X, Matrix.identity(n), 1e-15);
    root.coupledNewton(Matrix.identity(n), p, 0, 100, 1e-14, X);
    assertClose(X, Matrix.identity(n), 1e-13);
    root.higherOrder(Matrix.identity(n), p, 1, 3, 0, 0, 100, X);
    assertClose(X, Matrix.identity(n), 1e-13);
  }

  /** Eigenvalues α + 2β cos(kπ/(n+1)), eigenvectors √(2/(n+1)) sin(ikπ/(n+1)). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void rootsOfATridiagonalMatrixAreThoseOfItsKnownEigenvalues(int p) {
    int n = 7;
    double alpha = 2.5;
    double beta = 1.1;
    Matrix T = Matrix.generate(n, n, (i, j) -> i == j ? alpha : Math.abs(i - j) == 1 ? beta : 0);
    Matrix V =
        Matrix.generate(
            n,
            n,
            (i, k) -> Math.sqrt(2.0 / (n + 1)) * Math.sin((i + 1) * (k + 1) * Math.PI / (n + 1)));
    double[] power = new double[n];
    for (int k = 0; k < n; k++) {
      double lambda = alpha + 2 * beta * Math.cos((k + 1) * Math.PI / (n + 1));
      power[k] = Math.pow(lambda, -1.0 / p);
    }
    Matrix expected = V.times(Matrix.diagonal(power)).times(V.T());
    Matrix X = Matrix.zeros(n, n);
    InverseRoot root = new InverseRoot(n);
    root.eigen(1, T, 1.0 / p, 0, Stability.PERTURB_BEFORE, X);
    assertClose(X, expected, 1e-13);
    root.coupledNewton(T.copy(), p, 0, 100, 1e-12, X);
    assertClose(X, expected, 1e-10);
    root.higherOrder(T.copy(), p, 1, 3, 0, 0, 100, X);
    assertClose(X, expected, 1e-10);
  }

  @Test
  void aSingularMatrixWithoutEpsilonIsRejectedAndTheLastRootStays() {
    Matrix X = Matrix.identity(2);
    Matrix S = Matrix.diagonal(1, 0);
    assertThatThrownBy(() -> new InverseRoot(2).eigen(1, S, 0.25, 0, Stability.PERTURB_BEFORE, X))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "InverseRoot (2×2): eigenvalue 0 is 0; its power −0.25 is not finite; increase"
                + " epsilon");
    assertThat(X.toRows()).isDeepEqualTo(Matrix.identity(2).toRows());
  }

  @Test
  void iterationsThatDoNotConvergeSaySo() {
    Matrix S = Matrix.diagonal(1, Double.NaN);
    assertThatThrownBy(
            () -> new InverseRoot(2).coupledNewton(S, 2, 0, 10, 1e-6, Matrix.zeros(2, 2)))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "InverseRoot (2×2): the coupled Newton iteration ends with an error of NaN; check that"
                + " the matrix is finite, or increase epsilon");
    assertThatThrownBy(() ->
            new InverseRoot(2)
                .higherOrder(Matrix.diagonal(1, 1e-9), 2, 1, 2, 0, 0, 2, Matrix.zeros(2, 2)))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("the iteration of higher order ends with an error of")
        .hasMessageContaining("> 0.1; increase epsilon");
  }
}
