package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogLogFitTest {
  private static final List<Double> XS = List.of(1.0, 2.0, 5.0, 10.0, 30.0);

  private static Results results(double slope, double scatter, Rng rng) {
    List<Point> points = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      for (double x : XS) {
        double constant = 1 + 10 * seed;
        double noise = Math.exp(scatter * rng.nextGaussian());
        points.add(new Point("p", "s", seed, x, constant * Math.pow(x, slope) * noise));
      }
    }
    return new Results(points);
  }

  @Test
  void anExactPowerLawIsFoundWhateverEachSeedsConstant() {
    LogLogFit fit = LogLogFit.of(results(-0.5, 0, Rng.of(1)), "p", "s");
    assertThat(fit.slope()).isCloseTo(-0.5, within(1e-14));
    assertThat(fit.standardError()).isLessThan(1e-7); // the root of rounding
  }

  @Test
  void independentDrawsMayDifferInNumber() {
    List<Point> points = new ArrayList<>();
    for (double x : XS) {
      for (long seed = 0; seed < (x < 5 ? 4 : 2); seed++) {
        points.add(new Point("p", "s", seed, x, 3 * Math.pow(x, -0.5)));
      }
    }
    LogLogFit fit = LogLogFit.ofIndependent(new Results(points), "p", "s");
    assertThat(fit.slope()).isCloseTo(-0.5, within(1e-14));
    assertThat(LogLogFit.ofIndependent(new Results(List.of()), "p", "s").slope()).isNaN();
  }

  @Test
  void theStandardErrorIsWhatTheSlopesScatterBy() {
    double squares = 0;
    double claimed = 0;
    int fits = 400;
    for (int i = 0; i < fits; i++) {
      LogLogFit fit = LogLogFit.of(results(1, 0.1, Rng.of(2).stream("fit", i)), "p", "s");
      squares += (fit.slope() - 1) * (fit.slope() - 1) / fits;
      claimed += fit.standardError() * fit.standardError() / fits;
    }
    // A mean of 400 squares scatters by √(2/400) = 7 %; three of that.
    assertThat(squares / claimed).isCloseTo(1, within(0.21));
  }

  @Test
  void aFunctionsSlopeIsThatOfItsValues() {
    assertThat(LogLogFit.slopeOf(XS, x -> 7 * x * x)).isCloseTo(2, within(1e-14));
  }

  @Test
  void aMissingValueLeavesTheClaimUndecided() {
    Results results =
        new Results(List.of(new Point("p", "s", 0, 1, 1), new Point("p", "s", 0, 2, Double.NaN)));
    assertThat(LogLogFit.of(results, "p", "s").near(1, 0.1, "", "").verdict())
        .isEqualTo(Verdict.UNDECIDED);
    assertThat(LogLogFit.of(results, "p", "none").near(1, 0.1, "", "").verdict())
        .isEqualTo(Verdict.UNDECIDED);
  }
}
