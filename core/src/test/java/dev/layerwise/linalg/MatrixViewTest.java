package dev.layerwise.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation on transposed views equals the operation on copies, for every combination. */
class MatrixViewTest {
  /** A product's terms may be added in another order: 37 terms of size about 1. */
  private static final double ROUNDING = 1e-13;

  /** Sizes above and below the tile of the transposing loops, and not multiples of it. */
  private static final int M = 37;

  private static final int N = 35;

  private record Case(String name, BiFunction<Matrix, Matrix, Matrix> operation) {}

  /** A is (37, 35), B is (37, 35). */
  private static final List<Case> CASES =
      List.of(
          new Case("plus", Matrix::plus),
          new Case("minus", Matrix::minus),
          new Case("hadamard", Matrix::hadamard),
          new Case("times", (A, B) -> A.times(B.T())),
          new Case("times transposed", (A, B) -> A.T().times(B)),
          new Case("dot", (A, B) -> Matrix.column(A.dot(B))),
          new Case("scalar times", (A, B) -> A.times(0.3)),
          new Case("map", (A, B) -> A.map(Math::exp)),
          new Case("slice", (A, B) -> A.slice(3, 21, 1, 34)),
          new Case("blocks", (A, B) -> Matrix.blocks(new Matrix[][] {{A, B}, {B, A}})),
          new Case("gram", (A, B) -> A.T().times(A)),
          new Case("outer gram", (A, B) -> A.times(A.T())),
          new Case("symmetrized", (A, B) -> A.slice(0, N, 0, N).symmetrized()),
          new Case("plusDiagonal", (A, B) -> A.T().times(B).plusDiagonal(2)),
          new Case("plusInPlace", (A, B) -> A.copy().plusInPlace(B)),
          new Case("plusInPlace scaled", (A, B) -> A.copy().plusInPlace(0.3, B)),
          new Case("minusInPlace", (A, B) -> A.copy().minusInPlace(B)),
          new Case("timesInPlace", (A, B) -> A.copy().timesInPlace(0.3)),
          new Case("mapInPlace", (A, B) -> A.copy().mapInPlace(Math::exp)),
          new Case("zipInPlace", (A, B) -> A.copy().zipInPlace(B, (a, b) -> a - 2 * b)),
          new Case("setTo", (A, B) -> A.copy().setTo(B)),
          new Case("fill", (A, B) -> A.copy().fill(3)),
          new Case("setToProduct", (A, B) -> A.copy().setToProduct(A.times(B.T()), B)),
          new Case(
              "plusProductInPlace", (A, B) -> A.copy().plusProductInPlace(0.3, A.times(B.T()), B)),
          new Case("setToGram", (A, B) -> A.T().times(B).setToGram(0.3, A)),
          new Case("toColumnMajor", (A, B) -> Matrix.column(A.toColumnMajor())),
          new Case("vec", (A, B) -> Vec.of(A)),
          new Case("diagonal", (A, B) -> Matrix.column(A.diagonal())),
          new Case("trace", (A, B) -> Matrix.column(A.T().times(B).trace())),
          new Case("sum", (A, B) -> Matrix.column(A.sum(), A.maxAbs(), A.frobeniusNorm())),
          new Case("operatorNorm", (A, B) -> Matrix.column(A.operatorNorm())),
          new Case("solve", (A, B) -> A.T().times(A).solve(B.T())),
          new Case("qr", (A, B) -> Qr.of(A).r()),
          new Case("svd", (A, B) -> Matrix.column(Svd.of(A).s())),
          new Case("cholesky", (A, B) -> Cholesky.of(A.T().times(A)).solve(B.T())),
          new Case("half solve", (A, B) -> Cholesky.of(A.T().times(A)).solveLower(B.T())),
          new Case("lower", (A, B) -> Cholesky.of(A.T().times(A)).timesLower(B.T())),
          new Case("diagonal Spd", (A, B) -> Spd.diagonal(B.T().diagonal()).times(A.T())),
          new Case("right operator", (A, B) -> A.times(Spd.of(B.T().times(B)))),
          new Case("right inverse", (A, B) -> A.times(Spd.of(B.T().times(B)).inv())),
          new Case("kronecker", (A, B) -> kron(A, B).times(Vec.of(A.slice(0, 6, 0, 5)))),
          new Case("khatri-rao", (A, B) -> new KhatriRao(A, B).times(B.T().slice(0, N, 0, 3))),
          new Case(
              "khatri-rao transposed",
              (A, B) -> new KhatriRao(A, B).transposeTimes(Vec.of(A.times(B.T())))));

  private static KroneckerProduct kron(Matrix A, Matrix B) {
    return new KroneckerProduct(A.slice(0, 7, 0, 5), B.slice(0, 3, 0, 6));
  }

  @TestFactory
  Stream<DynamicTest> everyOperationSeesEntriesAndNotStorage() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case c : CASES) {
      Matrix plainA = Draws.gaussian(M, N, 1);
      Matrix plainB = Draws.gaussian(M, N, 2);
      Matrix expected = c.operation.apply(plainA, plainB);
      for (Matrix A : new Matrix[] {plainA, Draws.gaussianView(M, N, 1)}) {
        for (Matrix B : new Matrix[] {plainB, Draws.gaussianView(M, N, 2)}) {
          String name =
              c.name + (A.transposed ? " view" : " plain") + (B.transposed ? " view" : " plain");
          tests.add(
              DynamicTest.dynamicTest(
                  name,
                  () -> {
                    assertSame(c.operation.apply(A, B), expected);
                    assertThat(A.toRows()).isDeepEqualTo(plainA.toRows());
                    assertThat(B.toRows()).isDeepEqualTo(plainB.toRows());
                  }));
        }
      }
    }
    return tests.stream();
  }

  private static void assertSame(Matrix actual, Matrix expected) {
    dev.layerwise.testing.MatrixAssert.assertClose(actual, expected, ROUNDING);
  }

  @TestFactory
  Stream<DynamicTest> aMatrixMayBeCombinedWithItsOwnTranspose() {
    return Stream.of(
            new Case("plusInPlace", Matrix::plusInPlace),
            new Case("minusInPlace", Matrix::minusInPlace),
            new Case("zipInPlace", (A, B) -> A.zipInPlace(B, (a, b) -> a - 2 * b)),
            new Case("setTo", Matrix::setTo))
        .map(c ->
            DynamicTest.dynamicTest(
                c.name,
                () -> {
                  Matrix A = Draws.gaussian(M, M, 3);
                  Matrix expected = c.operation.apply(A.copy(), A.T().copy());
                  assertThat(c.operation.apply(A, A.T()).toRows()).isDeepEqualTo(expected.toRows());
                }));
  }
}
