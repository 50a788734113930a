package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

/** Symmetric work in storage that is kept. */
class KeptTest {
  /** Products and inverses of order 9, condition numbers below 1e4. */
  private static final double TOLERANCE = 1e-11;

  private final Rng rng = Rng.of(3);
  private final Matrix A = rng.gaussian(11, 7);
  private final Matrix S = A.T().times(A);

  /** The lower triangle of S, NaN above. */
  private static Matrix lower(Matrix S) {
    return Matrix.generate(S.rows(), S.rows(), (i, j) -> i >= j ? S.get(i, j) : Double.NaN);
  }

  @Test
  void inverseTimesTheDampedMatrixIsTheIdentity() {
    KeptInverse kept = new KeptInverse(7);
    kept.setTo(0.5, lower(S), 0.3);
    Matrix damped = S.times(0.5).plusDiagonal(0.3);
    assertClose(kept.matrix().times(damped), Matrix.identity(7), TOLERANCE);
    assertThat(kept.matrix().minus(kept.matrix().T()).maxAbs()).isZero();
  }

  @Test
  void aMatrixWithoutAnInverseLeavesTheLastOne() {
    KeptInverse kept = new KeptInverse(7).setTo(1, S, 0.1);
    Matrix before = kept.matrix().copy();
    Matrix bad = S.plusDiagonal(-20);
    assertThatThrownBy(() -> kept.setTo(1, bad, 0.1))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("inverse (7×7): pivot ")
        .hasMessageEndingWith("≤ 0; not positive definite at λ = 1.0e−1; increase damping");
    assertThat(kept.matrix().minus(before).maxAbs()).isZero();
    Matrix infinite = S.copy();
    infinite.set(4, 2, Double.NaN);
    assertThatThrownBy(() -> kept.setTo(1, infinite, 0.1))
        .isInstanceOf(NumericalException.class)
        .hasMessageEndingWith("the entries are not all finite; check what they were computed from");
    assertThat(kept.matrix().minus(before).maxAbs()).isZero();
  }

  @Test
  void shapesOfInversesAreChecked() {
    assertThatThrownBy(() -> new KeptInverse(6).setTo(1, S, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessage("KeptInverse: the matrix is 7×7; want 6×6");
    assertThatThrownBy(() -> new KeptInverse(7).setTo(1, S.T(), 0))
        .hasMessage(
            "KeptInverse: a transposed view keeps its lower triangle above; use the original");
  }

  @Test
  void eigenvectorsRebuildTheMatrixAndStayWhereItIsNotFinite() {
    KeptEigen kept = new KeptEigen(7);
    Matrix finite = lower(S);
    kept.setTo(Matrix.generate(7, 7, (i, j) -> i >= j ? finite.get(i, j) : 0));
    Matrix V = kept.vectors();
    Matrix rebuilt = V.times(Matrix.diagonal(kept.values().toColumnMajor())).times(V.T());
    assertClose(rebuilt, S, TOLERANCE);
    Matrix before = V.copy();
    Matrix infinite = S.copy();
    infinite.set(6, 0, Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> kept.setTo(infinite))
        .isInstanceOf(NumericalException.class)
        .hasMessage("KeptEigen (7×7): an entry is not finite; check what it was computed from");
    assertThat(kept.vectors().minus(before).maxAbs()).isZero();
    assertThatThrownBy(() -> kept.setTo(Matrix.zeros(3, 3)))
        .hasMessage("KeptEigen: the matrix is 3×3; want 7×7");
    assertThatThrownBy(() -> kept.setTo(S.T()))
        .hasMessage(
            "KeptEigen: a transposed view keeps its lower triangle above; use the original");
  }

  @Test
  void gramMatricesAreBlendedInTheLowerTriangle() {
    Matrix C = Matrix.identity(7);
    Symmetric.blendGram(0.25, 2, A, C);
    assertClose(Symmetric.mirrorLower(C), S.times(2).plusDiagonal(0.25), TOLERANCE);
    Matrix ones = Matrix.blocks(new Matrix[][] {{A, Matrix.zeros(11, 1).fill(1)}});
    Matrix D = Matrix.identity(8);
    Symmetric.blendGramWithOnes(0.25, 2, A, D);
    assertClose(
        Symmetric.mirrorLower(D), ones.T().times(ones).times(2).plusDiagonal(0.25), TOLERANCE);
    Matrix nothing = Matrix.zeros(8, 8).fill(Double.NaN);
    Symmetric.blendGramWithOnes(0, 1, A, nothing);
    assertClose(Symmetric.mirrorLower(nothing), ones.T().times(ones), TOLERANCE);
  }

  @Test
  void gramMatricesRefuseOtherShapesAndViews() {
    Matrix S = Matrix.zeros(7, 7);
    assertThatThrownBy(() -> Symmetric.setLowerToProduct(S, Matrix.zeros(7, 7), S))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "setLowerToProduct: the result shares its entries with a factor; use another matrix");
    assertThatThrownBy(() -> Symmetric.blendGram(1, 1, A, Matrix.zeros(6, 6)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("blendGram: the Gram matrix of a 11×7 batch is 7×7 and does not fit 6×6");
    assertThatThrownBy(() -> Symmetric.blendGram(1, 1, A.T(), Matrix.zeros(11, 11)))
        .hasMessage(
            "blendGram: a transposed view keeps its lower triangle above; use the original");
    assertThatThrownBy(() -> Symmetric.blendGram(1, 1, S, S))
        .hasMessage("blendGram: the result shares its entries with the batch; use another matrix");
  }

  @Test
  void aBorderedProductIsTheProductWithBothSideBySide() {
    Matrix b = rng.gaussian(11, 1);
    Matrix Q = rng.gaussian(8, 8);
    Matrix C = Matrix.zeros(11, 7);
    Matrix c = Matrix.zeros(11, 1);
    Batches.timesBordered(0.5, A, b, Q, C, c);
    Matrix expected = Matrix.blocks(new Matrix[][] {{A, b}}).times(Q).times(0.5);
    assertClose(Matrix.blocks(new Matrix[][] {{C, c}}), expected, TOLERANCE);
    assertThatThrownBy(() -> Batches.timesBordered(1, A, b, S, C, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage("timesBordered: [11×7 11×1] does not fit 7×7");
    assertThatThrownBy(() -> Batches.timesBordered(1, A, b, Q, C, Matrix.zeros(7, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("timesBordered: [11×7 11×1] times 8×8 does not fit [11×7 7×1]");
  }
}
