package dev.layerwise.optim;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.curvature.Damping;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.optim.rule.KFac;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every method against the exact vectors of an independent implementation. */
final class LinearFixturesTest {
  /** Two steps of matrices with condition numbers below 1e5 lose fewer than seven digits of 16. */
  private static final double RELATIVE = 1e-9;

  private static final LinearFixtures FIXTURES = LinearFixtures.load();

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          Map.entry("SGD eta=1e-2 joint", TwoLayer.sgd(1e-2)),
          Map.entry("SGD-altO eta=1e-2", TwoLayer.sgdAlternating(1e-2)),
          Map.entry("AMGD eta=1e-2", TwoLayer.amgd(1e-2)),
          Map.entry("AMGD-noO eta=1e-2", TwoLayer.amgdWithoutOrtho(1e-2)),
          Map.entry("DFW eta=0.1", TwoLayer.dfw(0.1)),
          Map.entry("KFAC eta=0.1", TwoLayer.kFac(0.1)),
          Map.entry(
              "KFAC eta=0.1 etaF=0.5 lamG=0.3",
              new AlternatingDescent(
                  new KFac(0.1, Damping.ofInputs(0.3)), RowConstraint.ORTHONORMAL, new KFac(0.5))),
          Map.entry("MinMin", TwoLayer.minMin()),
          Map.entry("Adam eta=1e-2 b1=.9 b2=.999 eps=1e-8 joint", TwoLayer.adam(1e-2)),
          Map.entry(
              "AMGD-BN diag center eps=1e-5 eta=1e-2 noO",
              TwoLayer.amgdBatchNormWithoutOrtho(1e-2)),
          Map.entry("AMGD-W white center eta=1e-2 noO", TwoLayer.amgdWhitenedWithoutOrtho(1e-2)),
          Map.entry("NGD exact lam=1e-3 eta=0.1", new NaturalGradientDescent(0.1, 1e-3)),
          Map.entry("NGD exact pinv eta=0.1", TwoLayer.naturalGradient(0.1)));

  static List<String> names() {
    return List.copyOf(FIXTURES.root().get("algorithms").propertyNames());
  }

  @Test
  void everyFixtureHasItsMethod() {
    assertThat(METHODS.keySet()).containsExactlyInAnyOrderElementsOf(names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void twoStepsMatchTheReference(String name) {
    Method method = METHODS.get(name);
    Method.Training training = method.start(FIXTURES.initial());
    JsonNode steps = FIXTURES.root().get("algorithms").get(name);
    for (int t = 0; t < steps.size(); t++) {
      training.step(FIXTURES.batch(t, "A"), FIXTURES.batch(t, "B"));
      LinearNetwork network = training.network();
      JsonNode expected = steps.get(t);
      assertClose(network.weight(0), LinearFixtures.matrix(expected.get("G")), RELATIVE);
      assertClose(network.weight(1), LinearFixtures.matrix(expected.get("F")), RELATIVE);
      double loss = expected.get("loss_on_batch1A").asDouble();
      assertThat(network.loss(method.seen(FIXTURES.batch(1, "A"))))
          .isCloseTo(loss, within(RELATIVE * loss));
    }
    assertThat(steps.size()).isEqualTo(2);
  }

  @Test
  void gradientsAndLossMatchTheReference() {
    LinearNetwork network = FIXTURES.initial();
    var statistics = network.on(FIXTURES.batch(0, "A"));
    assertClose(statistics.layer(0).G(), FIXTURES.matrix("gradG0_on_batch0A"), RELATIVE);
    assertClose(statistics.layer(1).G(), FIXTURES.matrix("gradF0_on_batch0A"), RELATIVE);
    double loss = FIXTURES.root().get("loss0_on_batch0A").asDouble();
    assertThat(network.loss(FIXTURES.batch(0, "A"))).isCloseTo(loss, within(RELATIVE * loss));
  }

  @Test
  void theHeadIsTheLeastSquaresHeadOfItsBatch() {
    Matrix F0 = TwoLayer.leastSquaresHead(FIXTURES.matrix("G0"), FIXTURES.batch(0, "B"));
    assertClose(F0, FIXTURES.matrix("F0"), RELATIVE);
  }

  @Test
  void oneMultiTaskStepMatchesTheReference() {
    MultiTaskDescent method =
        new MultiTaskDescent(
            0.1, 1, MultiTaskDescent.LeftFactor.TASK_AVERAGED, RowConstraint.ORTHONORMAL);
    Matrix F0 = FIXTURES.matrix("F0");
    var training = method.start(List.of(F0, F0), FIXTURES.matrix("G0"));
    training.step(
        List.of(FIXTURES.batch(0, "A"), FIXTURES.batch(1, "A")),
        List.of(FIXTURES.batch(0, "B"), FIXTURES.batch(1, "B")));
    Matrix expected =
        LinearFixtures.matrix(
            FIXTURES.root().get("multitask two-stage eta=0.1 (T=2, etaF=1)").get("G"));
    assertClose(training.representation(), expected, RELATIVE);
  }
}
