package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecompositionsTest {
  /** Backward error of a factorisation of order 11 is a small multiple of 11 · 2⁻⁵³ ≈ 1e-15. */
  private static final double ROUNDING = 1e-13;

  static Matrix random(int rows, int cols, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Matrix.generate(rows, cols, (i, j) -> random.nextGaussian());
  }

  @Test
  void qrReconstructsWithOrthonormalColumnsAndPositiveDiagonal() {
    for (Matrix A : new Matrix[] {random(11, 7, 1), random(5, 9, 2), random(9, 5, 3).T()}) {
      Qr qr = Qr.of(A);
      assertClose(qr.q().times(qr.r()), A, ROUNDING);
      assertClose(qr.q().T().times(qr.q()), Matrix.identity(qr.q().cols()), ROUNDING);
    }
  }

  @Test
  void svdReconstructs() {
    for (Matrix A : new Matrix[] {random(11, 7, 1), random(5, 9, 2), random(9, 5, 3).T()}) {
      Svd svd = Svd.of(A);
      assertClose(svd.u().times(Matrix.diagonal(svd.s())).times(svd.v().T()), A, ROUNDING);
    }
  }

  @Test
  void symmetricEigenReconstructs() {
    Matrix S = random(7, 7, 4).symmetrized();
    SymmetricEigen eigen = SymmetricEigen.of(S);
    assertClose(eigen.apply(x -> x), S, ROUNDING);
  }

  @Test
  void inverseUndoesProduct() {
    Matrix F = random(11, 7, 5);
    Spd S = Spd.of(F.T().times(F));
    Matrix B = random(7, 3, 6);
    assertClose(S.inv().times(S.times(B)), B, 1e-11);
    Matrix C = random(3, 7, 6);
    assertClose(C.times(S).times(S.inv()), C, 1e-11);
    assertClose(
        Spd.congruence(S, S.plusDamping(0.5))
            .inv()
            .times(Spd.congruence(S, S.plusDamping(0.5)).times(B)),
        B,
        1e-10);
  }

  @Test
  void luSolves() {
    Matrix A = random(7, 7, 8);
    Matrix B = random(7, 3, 9);
    assertClose(A.times(A.solve(B)), B, 1e-12);
    assertClose(A.T().times(A.T().solve(B)), B, 1e-12);
  }
}
