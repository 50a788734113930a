package dev.layerwise.testing;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import org.junit.jupiter.api.Test;

class MatrixAssertTest {
  private final Matrix expected = Matrix.of(new double[][] {{1, 2, 4}, {0, 0, 1}});

  private Matrix with(int i, int j, double value) {
    Matrix copy = expected.copy();
    copy.set(i, j, value);
    return copy;
  }

  @Test
  void closeMatricesPass() {
    assertClose(with(1, 0, 4e-10), expected, 1e-10);
    assertClose(with(0, 1, 2 - 3.9e-10).T(), expected.T(), 1e-10);
  }

  @Test
  void theWorstEntryIsNamed() {
    Matrix wrong = with(0, 1, 3);
    wrong.set(1, 2, 1.5);
    assertThatThrownBy(() -> assertClose(wrong, expected, 1e-3))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "2 of 6 entries differ by more than 0.00400; worst at (0, 1): is 3.0, expected 2.0,"
                + " ratio 1.5");
  }

  @Test
  void whatIsNotFiniteFails() {
    assertThatThrownBy(() -> assertClose(with(1, 1, Double.NaN), expected, 1e9))
        .hasMessageContaining("worst at (1, 1): is NaN, expected 0.0");
    assertThatThrownBy(() -> assertClose(with(1, 1, Double.NEGATIVE_INFINITY), expected, 1e9))
        .hasMessageContaining("worst at (1, 1): is -Infinity");
    assertThatThrownBy(() -> assertClose(with(1, 1, Double.NaN), with(1, 1, Double.NaN), 1))
        .hasMessage("expected has an entry that is not finite");
  }

  @Test
  void anotherShapeFails() {
    assertThatThrownBy(() -> assertClose(expected.T(), expected, 1))
        .hasMessage("shape is 3×2, expected 2×3");
  }
}
