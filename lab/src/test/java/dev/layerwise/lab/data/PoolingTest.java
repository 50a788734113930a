package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.nn.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PoolingTest {
  private static DataSet counted(Shape shape, int count) {
    double[] values =
        IntStream.range(0, count * shape.size()).mapToDouble(i -> i * i % 17).toArray();
    return new DataSet(
        shape,
        new Inputs.Reals(values, shape.size()),
        new Targets.Classes(new int[count], List.of("0")));
  }

  @Test
  void aPixelIsTheMeanOfItsBlockInItsChannel() {
    Shape shape = new Shape(2, 4, 6);
    DataSet set = counted(shape, 3);
    DataSet small = new Pooling(2).of(set);
    assertThat(small.shape()).isEqualTo(new Shape(2, 2, 3));
    for (int c = 0; c < 2; c++) {
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            sum += set.inputs().get(1, 24 * c + 6 * (2 * row + k / 2) + 2 * column + k % 2);
          }
          assertThat(small.inputs().get(1, 6 * c + 3 * row + column))
              .isCloseTo(sum / 4, within(1e-12));
        }
      }
    }
    assertThat(small.targets()).isSameAs(set.targets());
  }

  @Test
  void blocksAreTheLeastThatLeaveFewEnough() {
    assertThat(Pooling.toAtMost(200, new Shape(1, 28, 28))).isEqualTo(new Pooling(2));
    assertThat(Pooling.toAtMost(200, new Shape(3, 32, 32))).isEqualTo(new Pooling(4));
    assertThat(Pooling.toAtMost(784, new Shape(1, 28, 28))).isEqualTo(new Pooling(1));
    assertThat(Pooling.toAtMost(1, new Shape(2, 4, 6))).isEqualTo(new Pooling(2));
  }

  @Test
  void blocksThatDoNotDivideAreRefused() {
    assertThatThrownBy(() -> new Pooling(4).of(counted(new Shape(1, 4, 6), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pooling: blocks of 4×4 do not divide images of 4×6; want a common divisor");
  }
}
