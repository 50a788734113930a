package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class MultilinearTest {
  static Stream<int[]> shapes() {
    return Stream.of(new int[] {5}, new int[] {5, 3}, new int[] {3, 4, 2}, new int[] {3, 2, 5, 4});
  }

  /** An entry of a tensor held as the class wants it. */
  private static double at(Matrix A, int[] dims, int[] index) {
    if (dims.length == 2) {
      return A.get(index[0], index[1]);
    }
    int row = 0;
    for (int d = 1; d < dims.length; d++) {
      row = row * dims[d] + index[d];
    }
    return dims.length == 1 ? A.get(index[0], 0) : A.get(row, index[0]);
  }

  private static int[][] indices(int[] dims) {
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    int[][] all = new int[size][dims.length];
    for (int flat = 0; flat < size; flat++) {
      int left = flat;
      for (int d = dims.length - 1; d >= 0; d--) {
        all[flat][d] = left % dims[d];
        left /= dims[d];
      }
    }
    return all;
  }

  private static Matrix draw(Multilinear modes, long seed) {
    Matrix A = modes.zeros();
    return A.setTo(Draws.gaussian(A.rows(), A.cols(), seed));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void secondMomentsAreSumsOverAllOtherDimensions(int[] dims) {
    Multilinear modes = new Multilinear(dims);
    Matrix A = draw(modes, 1);
    for (int d = 0; d < dims.length; d++) {
      Matrix before = Draws.spd(dims[d], 2);
      Matrix C = before.copy();
      modes.lowerMoment(d, 0.25, A, 0.5, C);
      Matrix expected = before.times(0.5);
      for (int[] i : indices(dims)) {
        for (int k = 0; k < dims[d]; k++) {
          int[] j = i.clone();
          j[d] = k;
          double sum = expected.get(i[d], k) + 0.25 * at(A, dims, i) * at(A, dims, j);
          expected.set(i[d], k, sum);
        }
      }
      assertClose(Symmetric.mirrorLower(C), expected, 1e-14);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void changesOfCoordinatesAreSumsOverEveryDimension(int[] dims) {
    Multilinear modes = new Multilinear(dims);
    Matrix A = draw(modes, 1);
    Matrix[] Q = new Matrix[dims.length];
    for (int d = 0; d < dims.length; d++) {
      Q[d] = Draws.gaussian(dims[d], dims[d], 10 + d);
    }
    for (int untouched = -1; untouched < dims.length; untouched++) {
      Matrix[] factors = Q.clone();
      if (untouched >= 0) {
        factors[untouched] = null;
      }
      Matrix into = modes.into(A, factors, modes.zeros());
      Matrix out = modes.outOf(A, factors, modes.zeros());
      for (int[] k : indices(dims)) {
        double a = 0;
        double b = 0;
        for (int[] i : indices(dims)) {
          double forth = at(A, dims, i);
          double back = forth;
          for (int d = 0; d < dims.length; d++) {
            double same = i[d] == k[d] ? 1 : 0;
            forth *= factors[d] == null ? same : factors[d].get(i[d], k[d]);
            back *= factors[d] == null ? same : factors[d].get(k[d], i[d]);
          }
          a += forth;
          b += back;
        }
        assertThat(at(into, dims, k)).isCloseTo(a, org.assertj.core.api.Assertions.within(1e-11));
        assertThat(at(out, dims, k)).isCloseTo(b, org.assertj.core.api.Assertions.within(1e-11));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void slicesAreTakenInAnotherOrder(int[] dims) {
    Multilinear modes = new Multilinear(dims);
    Matrix A = draw(modes, 1);
    for (int d = 0; d < dims.length; d++) {
      int[] order = new int[dims[d]];
      for (int i = 0; i < order.length; i++) {
        order[i] = (i + 1) % order.length;
      }
      Matrix B = modes.permute(d, order, A, modes.zeros());
      for (int[] i : indices(dims)) {
        int[] from = i.clone();
        from[d] = order[i[d]];
        assertThat(at(B, dims, i)).isEqualTo(at(A, dims, from));
      }
    }
  }

  @Test
  void dimensionsAreMergedAsDistributedShampooDoes() {
    for (JsonNode value : InverseRootTest.values().get("merge_small_dims")) {
      assertThat(
              TensorBlock.mergeSmallDims(
                  ints(value.get("shape")),
                  value.get("threshold").asLong(),
                  value.get("target").asInt()))
          .as(value.toString())
          .containsExactly(ints(value.get("merged")));
    }
  }

  private static int[] ints(JsonNode list) {
    int[] result = new int[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = list.get(i).asInt();
    }
    return result;
  }

  @Test
  void dimensionsAreMergedFromTheFirstAsSoapDoes() {
    assertThat(TensorBlock.mergeFromFirst(new int[] {3, 2, 2, 2}, 8)).containsExactly(6, 4);
    assertThat(TensorBlock.mergeFromFirst(new int[] {10, 2, 2}, 8)).containsExactly(10, 4);
    assertThat(TensorBlock.mergeFromFirst(new int[] {2, 10, 3}, 8)).containsExactly(2, 10, 3);
    assertThat(TensorBlock.mergeFromFirst(new int[] {1, 1}, 8)).containsExactly(1);
  }

  @Test
  void blocksTogetherAreTheTensor() {
    int[] shape = {5, 4, 3};
    Matrix tensor = Matrix.generate(5, 12, (i, j) -> 100 * i + j);
    Matrix copy = Matrix.zeros(5, 12);
    int entries = 0;
    for (TensorBlock block : TensorBlock.split(shape, new int[] {5, 12}, 4)) {
      Multilinear modes = new Multilinear(block.dims());
      Matrix held = block.gather(tensor, modes.zeros());
      entries += held.rows() * held.cols();
      block.scatter(held, copy);
    }
    assertThat(entries).isEqualTo(60);
    assertClose(copy, tensor, 0);
    TensorBlock second = TensorBlock.split(shape, new int[] {5, 12}, 4).get(1);
    Matrix held = second.gather(tensor, Matrix.zeros(4, 4));
    assertThat(held.get(2, 1)).isEqualTo(205); // row 2, column 4 + 1
  }

  @Test
  void aTensorOfHigherOrderIsHeldWithItsFirstDimensionLast() {
    int[] shape = {2, 3, 4};
    Matrix tensor = Matrix.generate(2, 12, (i, j) -> 100 * i + j);
    TensorBlock whole = TensorBlock.split(shape, shape, 100).getFirst();
    assertThat(whole.isWhole()).isFalse();
    assertClose(whole.gather(tensor, new Multilinear(shape).zeros()), tensor.T(), 0);
    assertThat(TensorBlock.split(new int[] {2, 12}, new int[] {2, 12}, 100).getFirst().isWhole())
        .isTrue();
    assertThat(TensorBlock.split(new int[] {7}, new int[] {7}, 100).getFirst().isWhole()).isTrue();
  }

  @Test
  void channelsLastIsSeenChannelsFirst() {
    int[] shape = {2, 3, 2, 4}; // (a, b, c, d)
    Matrix tensor = Matrix.generate(2, 24, (i, j) -> 100 * i + j);
    TensorBlock block = TensorBlock.channelsFirst(shape, new int[] {2, 4, 6});
    Matrix held = block.gather(tensor, new Multilinear(2, 4, 6).zeros());
    // (a, d, bc) = (1, 3, 5): b = 2, c = 1, so column (2 · 2 + 1) · 4 + 3 = 23
    assertThat(held.get(3 * 6 + 5, 1)).isEqualTo(123);
    assertThat(held.get(1 * 6 + 4, 0)).isEqualTo((2 * 2) * 4 + 1);
  }

  @Test
  void aTensorWithoutEntriesIsRejected() {
    assertThatThrownBy(() -> new Multilinear(3, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Multilinear: want at least one dimension, and none of size 0");
  }

  @Test
  void aRowThatIsAVectorAfterMergingIsTurnedIntoAColumnAndBack() {
    Matrix row = Matrix.of(new double[][] {{3, 1, 4, 1, 5}});
    TensorBlock block = TensorBlock.split(new int[] {1, 5}, new int[] {5}, 1024).getFirst();
    Matrix column = block.gather(row, Matrix.zeros(5, 1));
    assertThat(column.toRows()).isDeepEqualTo(row.T().toRows());
    Matrix back = Matrix.zeros(1, 5);
    block.scatter(column, back);
    assertThat(back.toRows()).isDeepEqualTo(row.toRows());
  }
}
