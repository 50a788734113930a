package dev.layerwise.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSource;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.recipe.Recipes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosticsTest {
  @TempDir Path dir;

  private static Problem problem(String data, String model, Loss loss) {
    Data set =
        DataSource.open(
            data, new DataSource.TableOptions(Optional.empty(), /* regression= */ false));
    return new Problem(set, Standardization.none(), model, Initialization.HE_NORMAL, loss);
  }

  private static Problem blobs(String model) {
    return problem("blobs:classes=3,features=5,examples=47", model, new SoftmaxCrossEntropy());
  }

  private static Problem teacher(String model) {
    return problem("teacher:features=5,examples=47", model, new SquaredError());
  }

  private static Training train(Problem problem, Recipe recipe, int steps, OptionalInt every) {
    Plan plan = new Plan(11, steps, 4, OptionalInt.empty(), every);
    Training training = new Training(problem, plan, n -> recipe.start(n, Map.of()), 0);
    training.run(Watcher.NONE);
    return training;
  }

  private static Training diagnosed(Problem problem, String name, int steps) {
    return train(problem, Recipes.named(name), steps, OptionalInt.of(1));
  }

  private static double[] weights(Training training) {
    return Stream.concat(
            training.network().parameters().stream().map(p -> p.value()),
            training.network().buffers().stream().map(b -> b.value()))
        .flatMapToDouble(M -> Arrays.stream(M.toRows()).flatMapToDouble(Arrays::stream))
        .toArray();
  }

  static Stream<String> optimizers() {
    return Recipes.all().stream().map(Recipe::name);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void lookingChangesNothing(String name) {
    Problem problem = teacher("mlp:5-7-1");
    Recipe recipe = Recipes.named(name);
    assertThat(weights(train(problem, recipe, 9, OptionalInt.of(2))))
        .isEqualTo(weights(train(problem, recipe, 9, OptionalInt.empty())));
  }

  @Test
  void lookingLeavesTheRunningAveragesOfNormalisationsAlone() {
    Problem problem = blobs("mlp:5-7-3,norm=batch");
    Recipe adam = Recipes.named("adam");
    assertThat(weights(train(problem, adam, 9, OptionalInt.of(2))))
        .isEqualTo(weights(train(problem, adam, 9, OptionalInt.empty())));
  }

  /** The loss is a quadratic function of the weights; its Hessian is the Gauss-Newton matrix. */
  @Test
  void theQuadraticModelOfALinearLayerIsExactForEveryStep() {
    for (String name : List.of("sgd", "adam", "kfac")) {
      List<Diagnosis> ratios =
          diagnosed(teacher("linear:5-1"), name, 9).log().diagnoses().stream()
              .filter(d -> d.name().equals("reduction ratio"))
              .toList();
      assertThat(ratios).hasSize(9);
      // Two losses of order 1 are subtracted, to a difference of at least 1e−5: 2e−16/1e−5.
      assertThat(ratios).allSatisfy(d -> assertThat(d.value()).isCloseTo(1, within(1e-9)));
    }
  }

  @Test
  void spectraAreKeptAtPowersOfTenAndAtTheEnd() {
    List<EigenvaluesAt> spectra = diagnosed(blobs("mlp:5-7-3"), "kfac", 23).log().spectra();
    assertThat(spectra.stream().map(EigenvaluesAt::step).distinct()).containsExactly(1L, 10L, 23L);
    assertThat(spectra.stream().map(EigenvaluesAt::name).distinct())
        .containsExactly("0 inputs", "0 outputs", "2 inputs", "2 outputs");
    assertThat(spectra.getFirst().values())
        .hasSize(6)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @ParameterizedTest
  @MethodSource("withFactors")
  void everyMethodWithFactorsShowsTheirSpectra(String name) {
    assertThat(diagnosed(blobs("mlp:5-7-3"), name, 3).log().spectra())
        .isNotEmpty()
        .allSatisfy(s -> assertThat(s.values()).isNotEmpty());
  }

  static Stream<String> withFactors() {
    return Stream.of("kfac", "kfac-tridiagonal", "ekfac", "shampoo", "soap");
  }

  @Test
  void aTrainingThatGoesOnKeepsOnlyTheLastOfTheSpectraInBetween() {
    Recipe kfac = Recipes.named("kfac");
    Problem problem = blobs("mlp:5-7-3");
    Training whole = train(problem, kfac, 23, OptionalInt.of(1));
    Checkpoint checkpoint = new Checkpoint(dir);
    checkpoint.write(Map.of(), train(problem, kfac, 17, OptionalInt.of(1)));
    Plan plan = new Plan(11, 23, 4, OptionalInt.empty(), OptionalInt.of(1));
    Training resumed = new Training(problem, plan, n -> kfac.start(n, Map.of()), 0);
    Checkpoint.Loaded loaded = checkpoint.read(_ -> {}).orElseThrow();
    loaded.state().restore(resumed::state);
    resumed.continueFrom(loaded.log());
    resumed.run(Watcher.NONE);
    assertThat(resumed.log().spectra()).isEqualTo(whole.log().spectra());
  }

  @Test
  void theFigureHasAPanelForEachFactorAndACurveForEachStep() {
    Training training = diagnosed(blobs("mlp:5-7-3"), "soap", 12);
    List<Point> points = Curves.points(training.log(), new Ending.Finished(), "test", 0);
    Results results = new Results(points);
    assertThat(results.series("spectrum: 0.weight dimension 1"))
        .containsExactly("step 1", "step 10", "step 12");
    assertThat(Curves.figures(results))
        .anySatisfy(figure -> {
          assertThat(figure.title()).isEqualTo("Spectra");
          assertThat(figure.panels()).hasSize(4);
        });
  }
}
