package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Results;
import dev.layerwise.lab.theory.ArcCosineKernel;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NgdGramTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results =
        Reduced.run(
            new NgdGram(),
            2,
            id ->
                id.contains("part=limit")
                    || id.contains("part=examples")
                    || id.contains("m=16384,part=worst")
                    || id.contains("m=256,part=training")
                    || id.contains("m=4096,part=training"));
  }

  @Test
  void theGramMatrixTendsToItsLimit() {
    // Of 4 · 64 units and more; measured elsewhere for other data: at least 0.86.
    for (double m : new double[] {256, 1024, 4096, 16384}) {
      assertThat(results.mean(NgdGram.SMALLEST, NgdGram.GRAM, m)).isBetween(0.8, 1.02);
    }
    assertThat(LogLogFit.of(results, NgdGram.DISTANCE, NgdGram.GRAM).slope())
        .isCloseTo(-0.5, within(0.06)); // two networks at each width
  }

  @Test
  void theLimitIsTheArcCosineKernel() {
    WideTraining.Data data = WideTraining.Data.gaussian();
    Matrix finite = WideTraining.draw(data, 1 << 16, Rng.of(3)).gram();
    // An entry is a mean of 65,536 numbers of standard deviation below 1/2; five of 4096 entries.
    assertThat(finite.minus(ArcCosineKernel.gram(data.X())).maxAbs()).isLessThan(5 * 0.5 / 256);
  }

  @Test
  void theJacobianMovesByTheQuarterPower() {
    String series = NgdGram.series(1.0);
    double ratio =
        results.mean(NgdGram.FROBENIUS, series, 256)
            / results.mean(NgdGram.FROBENIUS, series, 4096);
    assertThat(ratio).isCloseTo(2, within(0.2)); // 16^(1/4), one network each
  }

  @Test
  void flippingTheNearestUnitsAttainsTheWorstCase() {
    // 256 or so units flip, so that their count has a relative error of 6 %, and its root of 3 %.
    assertThat(results.mean(NgdGram.WORST, NgdGram.SERIES, 16384))
        .isCloseTo(NgdGram.predictedWorst(16384), within(0.03 * 0.4));
    assertThat(NgdGram.predictedWorst(16384)).isCloseTo(0.377, within(2e-3));
  }

  @Test
  void moreExamplesMakeTheLimitWorse() {
    for (int d : NgdGram.DIMENSIONS) {
      assertThat(results.mean(NgdGram.EXAMPLES, NgdGram.dimension(d), 256))
          .isLessThan(0.5 * results.mean(NgdGram.EXAMPLES, NgdGram.dimension(d), 16));
    }
  }
}
