package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Kronecker, Khatri-Rao and vec: the identities, and values from elsewhere. */
class KroneckerTest {
  /** Sums of at most 35 products of numbers near 1. */
  private static final double ROUNDING = 1e-13;

  private final Matrix A = Draws.gaussian(7, 5, 1);
  private final Matrix B = Draws.gaussianView(3, 11, 2);

  @Test
  void vecStacksColumns() {
    Matrix X = Matrix.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    assertThat(Vec.of(X).toColumnMajor()).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(Vec.toMatrix(Vec.of(X.T()), 2, 3).toRows()).isDeepEqualTo(X.T().toRows());
    assertThatThrownBy(() -> Vec.toMatrix(Vec.of(X), 2, 2))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Vec.toMatrix: 6×1 is not the vec of a 2×2 matrix");
  }

  @Test
  void denseHasTheBlocksOfTheDefinition() {
    Matrix dense =
        new KroneckerProduct(
                Matrix.of(new double[][] {{1, 2}}), Matrix.of(new double[][] {{3}, {4}}))
            .dense();
    assertThat(dense.toRows()).isDeepEqualTo(new double[][] {{3, 6}, {4, 8}});
  }

  @Test
  void theProductActsOnVecAsTheMatrixEquation() {
    Matrix X = Draws.gaussian(11, 5, 3);
    KroneckerProduct AB = new KroneckerProduct(A, B);
    assertClose(AB.times(Vec.of(X)), Vec.of(B.times(X).times(A.T())), ROUNDING);
    Matrix V = Draws.gaussian(55, 4, 4);
    assertClose(AB.times(V), AB.dense().times(V), ROUNDING);
    Matrix W = Draws.gaussianView(21, 4, 5);
    assertClose(AB.T().times(W), AB.dense().T().times(W), ROUNDING);
    assertThatThrownBy(() -> AB.times(W))
        .isInstanceOf(ShapeException.class)
        .hasMessage("KroneckerProduct.times: a 21×55 product does not act on 21×4");
  }

  @Test
  void mixedProductsMultiplyFactorByFactor() {
    Matrix C = Draws.gaussian(5, 2, 6);
    Matrix D = Draws.gaussian(11, 3, 7);
    assertClose(
        new KroneckerProduct(A, B).times(new KroneckerProduct(C, D).dense()),
        new KroneckerProduct(A.times(C), B.times(D)).dense(),
        ROUNDING);
  }

  @Test
  void khatriRaoEqualsItsColumnwiseDefinition() {
    Matrix C = Draws.gaussian(4, 5, 8);
    KhatriRao AC = new KhatriRao(A, C);
    Matrix dense = AC.dense();
    for (int j = 0; j < 5; j++) {
      Matrix column =
          new KroneckerProduct(A.slice(0, 7, j, j + 1), C.slice(0, 4, j, j + 1)).dense();
      assertClose(dense.slice(0, 28, j, j + 1), column, ROUNDING);
    }
    Matrix V = Draws.gaussian(5, 3, 9);
    assertClose(AC.times(V), dense.times(V), ROUNDING);
    Matrix W = Draws.gaussianView(28, 3, 10);
    assertClose(AC.transposeTimes(W), dense.T().times(W), ROUNDING);
    assertClose(AC.gram(), dense.T().times(dense), ROUNDING);
    assertClose(AC.gram(), A.T().times(A).hadamard(C.T().times(C)), ROUNDING);
    assertThatThrownBy(() -> new KhatriRao(A, B))
        .isInstanceOf(ShapeException.class)
        .hasMessage("KhatriRao: 7×5 and 3×11 have different numbers of columns");
    assertThatThrownBy(() -> AC.times(W))
        .hasMessage("KhatriRao.times: a 28×5 product does not act on 28×3");
    assertThatThrownBy(() -> AC.transposeTimes(V))
        .hasMessage(
            "KhatriRao.transposeTimes: the transpose of a 28×5 product does not act on 5×3");
  }

  @Test
  void kroneckerSpdEqualsTheDenseSolve() {
    Spd P = Spd.of(Draws.spd(5, 11));
    Spd Q = Spd.of(Draws.spd(3, 12));
    Matrix G = Draws.gaussian(5, 3, 13);
    Spd S = Spd.kronecker(Q, P);
    Matrix step = P.inv().times(G).times(Q.inv());
    assertClose(S.inv().times(Vec.of(G)), Vec.of(step), ROUNDING);
    assertClose(S.dense().solve(Vec.of(G)), Vec.of(step), 1e-11); // condition number below 1e4
    Spd damped = S.plusDamping(0.2);
    assertClose(damped.inv().times(Vec.of(G)), S.dense().plusDiagonal(0.2).solve(Vec.of(G)), 1e-11);
  }

  @Test
  void aSpectrumThatDoesNotFitTheBasisIsRejected() {
    assertThatThrownBy(
            () -> Spd.inKroneckerBasis(Matrix.identity(3), Matrix.identity(2), Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("inKroneckerBasis: U is 3×3 and V is 2×2, so D must be 3×2, not 2×3");
    assertThatThrownBy(() ->
            Spd.inKroneckerBasis(Matrix.identity(3), Matrix.identity(2), Matrix.zeros(3, 2))
                .named("E")
                .inv())
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "inv of E (6×6): eigenvalue 0 is 0 ≤ 0; not positive definite; increase damping");
  }

  @Test
  void preconditionedStepsEqualTheReference() throws Exception {
    JsonNode golden;
    try (InputStream in = KroneckerTest.class.getResourceAsStream("kronecker.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    Matrix G = matrix(golden.get("G"));
    Spd P = Spd.of(matrix(golden.get("P")));
    Spd Q = Spd.of(matrix(golden.get("Q")));
    Spd dampedP = P.plusDamping(0.1);
    Spd dampedQ = Q.plusDamping(0.1);
    // The reference printed about eleven digits of some of its values.
    double digits = 1e-9;
    Matrix kfac = matrix(golden.get("kfac"));
    assertClose(dampedP.inv().times(G).times(dampedQ.inv()), kfac, digits);
    assertClose(Spd.kronecker(dampedQ, dampedP).inv().times(Vec.of(G)), Vec.of(kfac), digits);
    assertClose(G.times(Q.plusDamping(0.3).inv()).times(0.7), matrix(golden.get("foof")), digits);
  }

  private static Matrix matrix(JsonNode rows) {
    return Matrix.generate(
        rows.size(), rows.get(0).size(), (i, j) -> rows.get(i).get(j).asDouble());
  }
}
