package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubspaceDistanceTest {
  /** Entries are sums of a few products of numbers up to 1. */
  private static final double ROUNDING = 1e-14;

  private final Rng rng = Rng.of(7).stream("distance");
  private final Matrix Gstar = rng.stream("Gstar").haarRows(3, 11);

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-10, 1e-3, 0.3, 0.96, 1})
  void aLocalStartHasExactlyTheRequestedDistance(double distance) {
    Matrix G = SubspaceDistance.representationAt(distance, Gstar, rng.stream("start"));
    assertThat(SubspaceDistance.of(G, Gstar)).isCloseTo(distance, within(ROUNDING));
    assertThat(G.times(G.T()).minus(Matrix.identity(3)).maxAbs()).isLessThan(ROUNDING);
  }

  @Test
  void everyPrincipalAngleOfALocalStartIsTheSame() {
    Matrix G = SubspaceDistance.representationAt(0.6, Gstar, rng.stream("start"));
    Matrix cosines = G.times(Gstar.T());
    assertThat(cosines.times(cosines.T()).minus(Matrix.identity(3).times(0.64)).maxAbs())
        .isLessThan(ROUNDING);
  }

  @Test
  void otherStreamsLeanTowardsOtherDirections() {
    Matrix one = SubspaceDistance.representationAt(0.5, Gstar, rng.stream("one"));
    Matrix other = SubspaceDistance.representationAt(0.5, Gstar, rng.stream("other"));
    assertThat(one.minus(other).maxAbs()).isGreaterThan(1e-3);
  }

  @Test
  void impossibleDistancesAreRejected() {
    assertThatThrownBy(() -> SubspaceDistance.representationAt(1.5, Gstar, rng))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("representationAt: distance 1.5; want a number from 0 to 1");
    assertThatThrownBy(() -> SubspaceDistance.representationAt(Double.NaN, Gstar, rng))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("representationAt: distance NaN; want a number from 0 to 1");
  }

  @Test
  void aRepresentationWithoutRoomOutsideIsRejected() {
    Matrix tight = rng.stream("tight").haarRows(3, 5);
    assertThatThrownBy(() -> SubspaceDistance.representationAt(0.5, tight, rng))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "representationAt: G⋆ is 3×5, with 2 directions outside its rows; want at least 3");
  }
}
