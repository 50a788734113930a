package dev.layerwise.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How learning rates fall, and how a competitor is tuned among that. */
final class DecayTest {
  private static Schedule of(Decay decay, long steps) {
    return Schedule.parse(decay.text("0.4", steps));
  }

  @Test
  void everyDecayStartsAtTheLearningRateAndFallsOverTheWholeTraining() {
    assertThat(of(Decay.CONSTANT, 80).at(80)).isEqualTo(0.4);
    for (Decay decay : Decay.values()) {
      assertThat(of(decay, 80).at(1)).as(decay.label()).isEqualTo(0.4);
    }
    assertThat(of(Decay.EIGHTHS, 80).at(10)).isEqualTo(0.4);
    assertThat(of(Decay.EIGHTHS, 80).at(11)).isEqualTo(0.2);
    assertThat(of(Decay.EIGHTHS, 80).at(80)).isEqualTo(0.4 / 128);
    assertThat(of(Decay.EIGHTHS, 3).at(2)).isEqualTo(0.2);
    assertThat(of(Decay.COSINE, 80).at(41)).isCloseTo(0.2, within(1e-15));
    assertThat(of(Decay.COSINE, 80).at(81)).isCloseTo(0, within(1e-15));
    assertThat(of(Decay.LINEAR, 80).at(61)).isCloseTo(0.1, within(1e-15));
    assertThat(of(Decay.LINEAR, 80).at(81)).isZero();
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertThat(Decay.named("eighths")).isEqualTo(Decay.EIGHTHS);
    assertThatThrownBy(() -> Decay.named("cosin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no schedule 'cosin'; want constant, eighths, cosine, linear; did you mean"
                + " cosine?");
  }

  @Test
  void theScheduleFallsOverTheStepsOfTheTrainingThatUsesIt() {
    Competitor adam = Competitor.of(Recipes.named("adam"), Map.of("beta1", "0"));
    Map<String, String> found = Map.of("lr", "0.03", "schedule", "cosine", "beta2", "0.9");
    assertThat(adam.with(found, 6))
        .containsOnly(
            Map.entry("beta1", "0"), Map.entry("lr", "cosine(0.03, 6)"), Map.entry("beta2", "0.9"));
    assertThat(adam.with(found, 600)).containsEntry("lr", "cosine(0.03, 600)");
    assertThat(adam.with(Map.of("lr", "0.03"), 6)).containsEntry("lr", "0.03");
  }

  @Test
  void theScheduleIsTunedWhereTheLearningRateIs() {
    List<Decay> decays = List.of(Decay.CONSTANT, Decay.COSINE);
    GridSearch.Axis schedule = new GridSearch.Choice("schedule", List.of("constant", "cosine"));
    Competitor adam = Competitor.of(Recipes.named("adam"), Map.of());
    assertThat(adam.protocol(decays))
        .extracting(GridSearch.Axis::setting)
        .containsExactly("lr", "beta2", "schedule");
    assertThat(adam.protocol(decays)).contains(schedule);
    assertThat(adam.protocol(List.of()))
        .extracting(GridSearch.Axis::setting)
        .containsExactly("lr", "beta2");
    Competitor said = Competitor.of(Recipes.named("adam"), Map.of("lr", "linear(0.1, 0, 50)"));
    assertThat(said.protocol(decays)).extracting(GridSearch.Axis::setting).containsExactly("beta2");
  }
}
