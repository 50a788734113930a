package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CellLogTest {
  private final CellLog log = new CellLog(Cell.of("e", Scale.QUICK, Map.of(), 3));

  @Test
  void aNumericalFailureIsAnEventAndStopsItsSeriesAlone() {
    Matrix singular = Matrix.of(new double[][] {{1, 1}, {1, 1}});
    double value = log.measure("K", 5, () -> Spd.of(singular).named("FᵀF").inv().dense().get(0, 0));
    assertThat(value).isNaN();
    assertThat(log.measure("K", 6, () -> 1)).isNaN();
    assertThat(log.measure("S", 6, () -> 1)).isEqualTo(1);
    RunRecord record = log.record();
    assertThat(record.events()).hasSize(1);
    assertThat(record.events().getFirst())
        .isInstanceOfSatisfying(
            RunEvent.NumericalFailure.class,
            event -> {
              assertThat(event.series()).isEqualTo("K");
              assertThat(event.iteration()).isEqualTo(5);
              assertThat(event.message()).contains("FᵀF");
            });
    assertThat(record.seconds()).containsKeys("K", "S");
  }

  @Test
  void aValueThatIsNotFiniteIsADivergence() {
    assertThat(log.measure("K", 7, () -> Double.POSITIVE_INFINITY)).isNaN();
    assertThat(log.record().events())
        .containsExactly(
            new RunEvent.Diverged(
                "K", 7, "a measured value became infinite or not a number at iteration 7"));
  }

  @Test
  void pointsCarryTheCellsSeed() {
    log.add("p", "s", 2, 0.5);
    assertThat(log.record().points().getFirst().seed()).isEqualTo(3);
  }
}
