package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SingleIndexTest {
  private final SingleIndexModel model =
      SingleIndexModel.draw(22, z -> z + (z * z - 1) / Math.sqrt(2), 1, Rng.of(5).stream("beta"));

  private SingleIndexSample sample(int n) {
    return model.sample(n, Rng.of(5).stream("sample"));
  }

  private static double distance(Matrix A, Matrix B) {
    return A.minus(B).maxAbs();
  }

  @Test
  void onePassGivesTheMomentsOfEveryCovariance() {
    SingleIndexSample sample = sample(1103); // two blocks and a part of one
    List<InputScales> covariances =
        List.of(
            InputScales.twoLevels(22, 0),
            InputScales.twoLevels(22, 0.7),
            InputScales.twoLevels(22, 0.99));
    List<LabelledMoments> moments = sample.moments(covariances);
    for (int k = 0; k < 3; k++) {
      LabelledMoments direct = sample.examples(covariances.get(k)).moments();
      assertThat(distance(moments.get(k).S(), direct.S())).isLessThan(1e-13); // rounding
      assertThat(distance(moments.get(k).b(), direct.b())).isLessThan(1e-13);
    }
  }

  @Test
  void onePathIsEveryRidge() {
    LabelledMoments moments = sample(300).moments(InputScales.twoLevels(22, 0.5));
    List<Double> lambdas = List.of(0.0, 1e-3, 0.36, 30.0);
    List<Matrix> path = moments.kfac(lambdas);
    for (int i = 0; i < lambdas.size(); i++) {
      Matrix direct = moments.kfac(lambdas.get(i));
      // the residual asked for, 1e−12, times a condition number of about 10
      assertThat(path.get(i).minus(direct).frobeniusNorm())
          .isLessThan(1e-11 * direct.frobeniusNorm());
    }
  }

  @Test
  void bothSidesOfTheGramMatrixGiveOneDirection() {
    LabelledExamples few = sample(13).examples(InputScales.twoLevels(22, 0.5));
    Matrix left = few.kfac(0.2);
    Matrix right = few.moments().kfac(0.2);
    assertThat(distance(left, right)).isLessThan(1e-13 / 0.2);
    Matrix shortest = few.kfac(0); // it fits, and is in the span of the examples
    assertThat(distance(few.X().times(shortest), few.y())).isLessThan(1e-11);
  }

  @Test
  void aStepInBlocksIsTheStepOnAll() {
    InputScales scales = InputScales.twoLevels(22, 0.5);
    SingleIndexNetwork network =
        SingleIndexNetwork.draw(22, 9, Nonlinearity.TANH, Rng.of(6).stream("network"));
    LabelledExamples all = sample(1103).examples(scales);
    Matrix whole = network.step(all.X(), all.y());
    assertThat(distance(network.step(sample(1103), scales), whole)).isLessThan(1e-14);
  }

  @Test
  void aSampleIsTheSameWheneverItIsDrawn() {
    InputScales scales = InputScales.twoLevels(22, 0.5);
    SingleIndexSample sample = sample(700);
    assertThat(sample.moments(scales).b().toRows())
        .isDeepEqualTo(sample.moments(scales).b().toRows());
  }

  /** At c = 1 the law is √(1 − 1/θ²); an η = 1 step of Figure 3 (θ = 0.81) shows nothing. */
  @Test
  void aSpikeIsSeenAboveItsThresholdAlone() {
    double c = 1000.0 / 900;
    assertThat(FirstLayerStep.overlap(0.81, c)).isZero();
    assertThat(FirstLayerStep.overlap(Math.pow(c, 0.25), c)).isLessThan(1e-7);
    assertThat(FirstLayerStep.overlap(1.3, 1)).isEqualTo(Math.sqrt(1 - 1 / 1.69), within(1e-15));
    assertThat(FirstLayerStep.overlap(1e6, c)).isEqualTo(1, within(1e-12));
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    assertThatThrownBy(() -> InputScales.twoLevels(7, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Σ^(ε) with 7 dimensions: they have no two halves; want an even number, at least 2");
    assertThatThrownBy(() -> InputScales.twoLevels(8, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Σ^(ε) with ε = 1.0: 1 − ε is a variance; want 0 ≤ ε < 1");
    assertThatThrownBy(() -> new InputScales(Matrix.column(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "InputScales: the standard deviation of input 1 is 0.0; want a positive finite number");
    assertThatThrownBy(() -> new InputScales(Matrix.zeros(2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("InputScales: a 2×2 matrix; want a column of standard deviations");
    assertThatThrownBy(() -> sample(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample of 0 examples; want at least 1");
    assertThatThrownBy(() -> new LabelledExamples(Matrix.zeros(3, 2), Matrix.zeros(2, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("labels are 2×1 for 3 examples; want 3×1");
  }
}
