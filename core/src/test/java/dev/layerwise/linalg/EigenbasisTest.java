package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class EigenbasisTest {
  static Iterable<JsonNode> refinements() {
    return StreamSupport.stream(InverseRootTest.values().get("cases").spliterator(), false)
        .filter(value -> value.get("kind").asString().equals("qr_eigen"))
        .toList();
  }

  private static void assertOrthonormal(Matrix Q) {
    assertClose(Q.T().times(Q), Matrix.identity(Q.cols()), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("refinements")
  void theQrAlgorithmIsThatOfDistributedShampoo(JsonNode value) {
    Matrix S =
        InverseRootTest.matrix(
            InverseRootTest.values().get("inputs").get(value.get("input").asInt()));
    Eigenbasis basis = new Eigenbasis(S.rows());
    basis.vectors().setTo(InverseRootTest.matrix(value.get("start")));
    basis.refine(S, value.get("max_iterations").asInt(), 0);
    Matrix expected = InverseRootTest.matrix(value.get("result").get("eigenvectors"));
    // Where it converges, rounding decides when it stops: at √ε relative, over gaps of 1e-4 and up.
    double tolerance = value.get("max_iterations").asInt() == 50 ? 1e-6 : 1e-9;
    for (int j = 0; j < S.rows(); j++) {
      Matrix q = basis.vectors().slice(0, S.rows(), j, j + 1);
      Matrix e = expected.slice(0, S.rows(), j, j + 1);
      assertClose(q.times(Math.signum(q.dot(e))), e, tolerance);
      assertThat(basis.values()[j])
          .isCloseTo(value.get("result").get("eigenvalues").get(j).asDouble(), within(1e-12));
    }
    assertOrthonormal(basis.vectors());
  }

  @Test
  void theQrAlgorithmConvergesToTheEigendecomposition() {
    Matrix S = Draws.spd(6, 3);
    Eigenbasis basis = new Eigenbasis(6);
    basis.refine(S, 2000, 1e-8);
    Eigenbasis exact = new Eigenbasis(6);
    exact.decompose(S, true);
    assertThat(basis.values())
        .containsExactly(exact.values(), within(1e-12)); // errors are squares of the basis's
    assertThat(exact.diagonalises(S, 1e-7)).isTrue();
    assertThat(new Eigenbasis(6).diagonalises(S, 1e-7)).isFalse();
  }

  @Test
  void aStepOfOrthogonalIterationOrdersColumnsAndKeepsNullVectors() {
    Matrix F = Draws.gaussian(3, 7, 5);
    Matrix S = F.T().times(F); // rank 3
    Eigenbasis basis = new Eigenbasis(7);
    basis.decompose(S, true); // ascending: the null space first
    Matrix before = basis.vectors().copy();
    int[] order = basis.power(S).clone();
    assertThat(order[0]).isEqualTo(6);
    assertThat(order[1]).isEqualTo(5);
    assertThat(order[2]).isEqualTo(4);
    assertOrthonormal(basis.vectors());
    for (int j = 0; j < 7; j++) {
      double same =
          basis.vectors().slice(0, 7, j, j + 1).dot(before.slice(0, 7, order[j], order[j] + 1));
      assertThat(Math.abs(same)).isCloseTo(1, within(1e-12)); // eigenvectors stay
    }
  }

  @Test
  void aStepOfOrthogonalIterationIsQrOfTheProduct() {
    Matrix S = Draws.spd(5, 8);
    Matrix Q = Draws.orthogonal(5, 9);
    Eigenbasis basis = new Eigenbasis(5);
    basis.vectors().setTo(Q);
    int[] order = basis.power(S);
    Matrix Y = S.times(Matrix.generate(5, 5, (i, j) -> Q.get(i, order[j])));
    Matrix expected = Qr.of(Y).q();
    Matrix q = basis.vectors();
    assertClose(q.map(Math::abs), expected.map(Math::abs), 1e-12);
    for (int j = 1; j < 5; j++) {
      assertThat(basis.values()[j]).isLessThan(basis.values()[j - 1]);
    }
  }

  @Test
  void theBasisOfANullSpaceDependsOnTheSpaceAlone() {
    int n = 8;
    Matrix V = Draws.orthogonal(n, 4);
    double[] values = {0, 0, 0, 0, 0, 1, 2, 3};
    Matrix turned = V.copy();
    Matrix inside = Draws.orthogonal(5, 6);
    Matrix null5 = V.slice(0, n, 0, 5).times(inside);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 5; j++) {
        turned.set(i, j, null5.get(i, j));
      }
      turned.set(i, 6, -turned.get(i, 6));
    }
    Matrix one = V.copy();
    one.fillColumnsInPlace(v -> EigenspaceRule.apply(values, v));
    turned.fillColumnsInPlace(v -> EigenspaceRule.apply(values, v));
    assertClose(turned, one, 1e-12);
    assertOrthonormal(one);
    Matrix kept = one.slice(0, n, 0, 5).times(one.slice(0, n, 0, 5).T());
    assertClose(kept, V.slice(0, n, 0, 5).times(V.slice(0, n, 0, 5).T()), 1e-13);
  }

  @Test
  void aMultipleOfTheIdentityGetsTheCoordinateVectorsInOrder() {
    Eigenbasis basis = new Eigenbasis(5);
    basis.vectors().setTo(Draws.orthogonal(5, 2));
    basis.decompose(Matrix.identity(5).times(3), true);
    assertClose(basis.vectors(), Matrix.identity(5), 1e-15);
  }

  @Test
  void aRefreshThatFailsLeavesTheBasisAsItWas() {
    Eigenbasis basis = new Eigenbasis(3);
    basis.decompose(Draws.spd(3, 1), true);
    Matrix before = basis.vectors().copy();
    Matrix bad = Matrix.diagonal(1, Double.NaN, 2);
    String message = "Eigenbasis (3×3): an entry is not finite; check what it was computed from";
    assertThatThrownBy(() -> basis.decompose(bad, true)).hasMessage(message);
    assertThatThrownBy(() -> basis.refine(bad, 1, 0)).hasMessage(message);
    assertThatThrownBy(() -> basis.power(bad)).hasMessage(message);
    assertThat(basis.vectors().toRows()).isDeepEqualTo(before.toRows());
    assertThatThrownBy(() -> basis.power(Matrix.identity(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Eigenbasis: the matrix is 4×4; want 3×3");
  }
}
