package dev.layerwise.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.train.GridSearch.Axis;
import dev.layerwise.lab.train.GridSearch.Geometric;
import dev.layerwise.lab.train.GridSearch.Found;
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
  void refusesGridsThatAreNone() {
    assertThatThrownBy(() -> new Geometric("lr", List.of(1.0, 0.1), 3))
        .hasMessage(
            "grid of lr [1.0, 0.1] with factor 3.0: want positive, ascending values and a factor"
                + " above 1");
    assertThatThrownBy(() -> new GridSearch(List.of(LR), List.of(), 0))
        .hasMessage("grid search: no tuning seeds; want at least one");
  }
}
