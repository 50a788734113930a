package dev.layerwise.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.train.GridSearch.Axis;
import dev.layerwise.lab.train.GridSearch.Found;
import dev.layerwise.lab.train.GridSearch.Geometric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridSearchTest {
  private static final Axis LR = new Geometric("lr", List.of(0.1, 0.3, 1.0), 3);
  private static final Axis DAMPING = new Geometric("damping", List.of(0.01, 0.1, 1.0), 10);

  /** Least at lr = 0.3 and damping = 0.1. */
  private static double bowl(Map<String, String> settings, long seed) {
    double lr = Double.parseDouble(settings.get("lr"));
    double damping = Double.parseDouble(settings.get("damping"));
    return Math.abs(Math.log(lr / 0.3)) + Math.abs(Math.log(damping / 0.1)) + seed;
  }

  @Test
  void findsTheLeastMeanOverTheSeeds() {
    Found found =
        new GridSearch(List.of(LR, DAMPING), List.of(1L, 3L), 2).search(GridSearchTest::bowl, 2);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "0.3", "damping", "0.1"));
    assertThat(found.best().score()).isEqualTo(2);
    assertThat(found.trials()).hasSize(9);
    assertThat(found.onEdge()).isEmpty();
  }

  @Test
  void doesNotDependOnTheNumberOfWorkers() {
    GridSearch search = new GridSearch(List.of(LR, DAMPING), List.of(1L), 2);
    assertThat(search.search(GridSearchTest::bowl, 1))
        .isEqualTo(search.search(GridSearchTest::bowl, 4));
  }

  @Test
  void goesOnBeyondTheEdgeUntilTheBestLiesInside() {
    GridSearch search = new GridSearch(List.of(LR), List.of(1L), 3);
    Found found =
        search.search((s, seed) -> Math.abs(Math.log(Double.parseDouble(s.get("lr")) / 9)), 1);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "9.0"));
    assertThat(found.onEdge()).isEmpty();
    assertThat(found.trials()).hasSize(6); // 0.1, 0.3, 1, then 3, 9, 27
  }

  @Test
  void saysWhereTheEdgeWasReached() {
    Found found =
        new GridSearch(List.of(LR), List.of(1L), 1)
            .search((s, seed) -> -Double.parseDouble(s.get("lr")), 1);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "3.0"));
    assertThat(found.onEdge()).containsExactly("lr");
  }

  @Test
  void aCombinationThatDivergesOnOneSeedIsNeverTheBest() {
    Found found =
        new GridSearch(List.of(LR), List.of(1L, 2L), 0)
            .search((s, seed) -> s.get("lr").equals("0.3") && seed == 2 ? Double.NaN : 1, 1);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "0.1"));
    assertThat(found.trials().get(1).score()).isInfinite();
  }

  @Test
  void finerFactorsAreTriedAroundTheBestAlone() {
    Geometric lr = new Geometric("lr", List.of(0.1, 0.3, 0.9), 3, List.of(2.0, 1.5));
    Found found =
        new GridSearch(List.of(lr, DAMPING), List.of(1L), 2)
            .search((s, seed) -> score(s, 0.42, 0.1), 2);
    // 9 of the grid, then 0.15 and 0.6 around 0.3, then 0.2 and 0.45.
    assertThat(found.trials()).hasSize(13);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "0.45", "damping", "0.1"));
    assertThat(found.onEdge()).isEmpty();
  }

  private static double score(Map<String, String> settings, double lr, double damping) {
    return Math.abs(Math.log(Double.parseDouble(settings.get("lr")) / lr))
        + Math.abs(Math.log(Double.parseDouble(settings.get("damping")) / damping));
  }

  @Test
  void wordsHaveNoEdge() {
    Found found =
        new GridSearch(
                List.of(LR, new GridSearch.Choice("beta2", List.of("0", "0.9"))), List.of(1L), 0)
            .search((s, seed) -> (s.get("beta2").equals("0") ? 0 : 1) + score(s, 0.3), 1);
    assertThat(found.best().settings()).isEqualTo(Map.of("lr", "0.3", "beta2", "0"));
    assertThat(found.onEdge()).isEmpty();
    assertThat(found.trials()).hasSize(6);
  }

  private static double score(Map<String, String> settings, double lr) {
    return Math.abs(Math.log(Double.parseDouble(settings.get("lr")) / lr));
  }

  @Test
  void theCriterionIsTheMeanLogarithmOfTheSecondHalf() {
    assertThat(
            GridSearch.meanLog10OfSecondHalf(
                List.of(0L, 10L, 20L, 30L, 40L), List.of(Double.NaN, 1e9, 1e9, 0.1, 0.001)))
        .isCloseTo(-2, org.assertj.core.api.Assertions.within(1e-15));
    assertThat(
            GridSearch.meanLog10OfSecondHalf(
                List.of(1L, 2L), List.of(1.0, Double.POSITIVE_INFINITY)))
        .isNaN();
    assertThat(GridSearch.meanLog10OfSecondHalf(List.of(1L), List.of(0.0))).isLessThan(-300);
  }

  @Test
  void refusesGridsThatAreNone() {
    assertThatThrownBy(() -> new Geometric("lr", List.of(1.0, 0.1), 3))
        .hasMessage(
            "grid of lr [1.0, 0.1] with factor 3.0: want positive, ascending values and a factor"
                + " above 1");
    assertThatThrownBy(() -> new GridSearch(List.of(LR), List.of(), 0))
        .hasMessage("grid search: no tuning seeds; want at least one");
  }
}
