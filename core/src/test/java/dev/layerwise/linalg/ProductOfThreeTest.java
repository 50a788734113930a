package dev.layerwise.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductOfThreeTest {
  private static Matrix stored(Rng rng, int rows, int cols, boolean transposed) {
    return transposed ? rng.gaussian(cols, rows).T() : rng.gaussian(rows, cols);
  }

  /** Among the sizes are vectors long enough for the products with vectors. */
  @ParameterizedTest
  @CsvSource({"7,5,4,6", "1,130,120,9", "9,120,130,1", "130,100,1,7", "7,1,100,130", "3,2,0,4"})
  void itIsBitForBitOneProductAfterTheOther(int m, int k, int l, int n) {
    Rng rng = Rng.of(5);
    for (int views = 0; views < 8; views++) {
      Matrix A = stored(rng, m, k, (views & 1) > 0);
      Matrix X = stored(rng, k, l, (views & 2) > 0);
      Matrix B = stored(rng, l, n, (views & 4) > 0);
      assertThat(Matrix.zeros(m, n).fill(3).setToProduct(A, X, B).toColumnMajor())
          .containsExactly(A.times(X).times(B).toColumnMajor());
      assertThat(Matrix.zeros(m, n).fill(3).setToProductFromRight(A, X, B).toColumnMajor())
          .containsExactly(A.times(X.times(B)).toColumnMajor());
    }
  }

  @Test
  void theFactorInTheMiddleMayBeTheResult() {
    Rng rng = Rng.of(6);
    Matrix A = rng.gaussian(5, 5);
    Matrix X = rng.gaussian(5, 4);
    Matrix B = rng.gaussian(4, 4);
    Matrix left = X.copy();
    Matrix right = X.copy();
    assertThat(left.setToProduct(A, left, B).toColumnMajor())
        .containsExactly(A.times(X).times(B).toColumnMajor());
    assertThat(right.setToProductFromRight(A, right, B).toColumnMajor())
        .containsExactly(A.times(X.times(B)).toColumnMajor());
  }

  @Test
  void whatDoesNotFitIsRejected() {
    Matrix A = Matrix.identity(3);
    Matrix B = Matrix.identity(4);
    Matrix X = Matrix.zeros(3, 4);
    Matrix C = Matrix.zeros(4, 3);
    assertThatThrownBy(() -> C.setToProduct(A, X, B))
        .isInstanceOf(ShapeException.class)
        .hasMessage("setToProduct: 3×3 times 3×4 times 4×4 does not fit 4×3");
    assertThatThrownBy(() -> A.setToProduct(A, A, A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "setToProduct: the result is a transposed view or shares its entries with an outer"
                + " factor; multiply into another matrix");
  }
}
