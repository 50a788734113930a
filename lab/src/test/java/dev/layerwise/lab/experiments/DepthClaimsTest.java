package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.DepthTask.Net;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The claims on made-up results of which the verdict is known. */
final class DepthClaimsTest {
  private static final double CUT_OFF = Double.NaN;

  private final List<Point> points = new ArrayList<>();

  /** The steps of two seeds; the target is reached but where they are NaN. */
  private DepthClaimsTest given(
      String series, String kappa, int depth, double first, double second) {
    add(series, kappa, depth, 0, first, 0.05, 0);
    add(series, kappa, depth, 1, second, 0.05, 0);
    return this;
  }

  private void add(
      String series, String kappa, int depth, int seed, double steps, double left, int edges) {
    for (Net net : List.of(Net.LINEAR)) {
      point(Depth.STEPS, net, kappa, series, seed, depth, steps);
      point(Depth.SECONDS, net, kappa, series, seed, depth, steps / 1000);
      double spent = Double.isNaN(steps) ? net.steps() : steps;
      point(Depth.SPENT, net, kappa, series, seed, depth, spent / 1000);
      point(Depth.REMAINING, net, kappa, series, seed, depth, left);
      point(Depth.EDGE, net, kappa, series, seed, depth, edges);
    }
  }

  private void point(
      String name, Net net, String kappa, String series, int seed, int depth, double y) {
    points.add(new Point(Depth.overDepths(name, net, kappa), series, seed, depth, y));
  }

  private Judgement judge(String id) {
    return DepthClaims.all().stream()
        .filter(claim -> claim.id().equals(id))
        .findFirst()
        .orElseThrow()
        .test()
        .apply(new Results(points));
  }

  private DepthClaimsTest kFacAmongOthers(double kFac, double sgd, double adam) {
    return given("K-FAC", "1e4", 2, kFac, kFac)
        .given("SGD", "1e4", 2, sgd, sgd)
        .given("Adam", "1e4", 2, adam, adam);
  }

  @Test
  void kFacMustBeatTheBetterOfSgdAndAdamAtEveryDepth() {
    kFacAmongOthers(50, 200, 100);
    Judgement holds = judge("kfac-fewest-steps-linear");
    assertThat(holds.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(holds.measured()).isEqualTo(0.5);
    assertThat(holds.evidence())
        .contains("linear, 2 layers, κ = 1e4 (K-FAC 50, SGD 200, Adam 100): 0.500");
    given("K-FAC", "1e4", 4, 90, 150).given("SGD", "1e4", 4, 80, 80);
    given("Adam", "1e4", 4, 500, 500);
    Judgement fails = judge("kfac-fewest-steps-linear");
    assertThat(fails.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(fails.measured()).isEqualTo(120 / 80.0);
    assertThat(fails.reading()).isNotEmpty();
  }

  @Test
  void runsThatWereCutOffBoundTheRatio() {
    kFacAmongOthers(50, CUT_OFF, CUT_OFF);
    assertThat(judge("kfac-fewest-steps-linear").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-fewest-steps-linear").evidence()).contains("SGD ≥ 2000").contains("≤");
    points.clear();
    kFacAmongOthers(CUT_OFF, 300, CUT_OFF);
    assertThat(judge("kfac-fewest-steps-linear").verdict()).isEqualTo(Verdict.FAILS);
    points.clear();
    kFacAmongOthers(CUT_OFF, CUT_OFF, CUT_OFF);
    Judgement open = judge("kfac-fewest-steps-linear");
    assertThat(open.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(open.reading()).startsWith("runs that were cut off leave it open");
  }

  @Test
  void secondsOfRunsThatWereCutOffAreThoseSpent() {
    kFacAmongOthers(50, CUT_OFF, 300);
    Judgement judgement = judge("kfac-fewest-seconds-linear");
    assertThat(judgement.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judgement.evidence()).contains("SGD ≥ 2.00,").contains("K-FAC 0.0500");
  }

  @Test
  void aSettingOnTheEdgeLeavesTheClaimUndecided() {
    kFacAmongOthers(50, 200, 100);
    add("Adam", "1e4", 2, 1, 100, 0.05, 1);
    Judgement judgement = judge("kfac-fewest-steps-linear");
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reading())
        .isEqualTo("Adam is tuned on its grid's edge at linear, 2 layers, κ = 1e4");
  }

  @Test
  void aMethodThatDivergedLeavesTheClaimUndecided() {
    kFacAmongOthers(50, 200, 100);
    add("SGD", "1e4", 2, 0, Double.NaN, Double.NaN, 0);
    Judgement judgement = judge("kfac-fewest-steps-linear");
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.reading())
        .isEqualTo("SGD diverged or is missing at linear, 2 layers, κ = 1e4");
  }

  @Test
  void aMethodThatIsMissingLeavesTheClaimUndecided() {
    given("K-FAC", "1e4", 2, 50, 50).given("SGD", "1e4", 2, 100, 100);
    assertThat(judge("kfac-fewest-steps-linear").verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void anEdgeComesBeforeAFailure() {
    kFacAmongOthers(500, 200, 100);
    assertThat(judge("kfac-fewest-steps-linear").verdict()).isEqualTo(Verdict.FAILS);
    add("K-FAC", "1e4", 2, 0, 500, 0.05, 2);
    assertThat(judge("kfac-fewest-steps-linear").verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void kFacIsFlatUpToTwice() {
    given("K-FAC", "1", 2, 50, 50).given("K-FAC", "1e4", 2, 90, 110);
    assertThat(judge("kfac-flat-linear").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-flat-linear").measured()).isEqualTo(2);
    given("K-FAC", "1", 4, 50, 50).given("K-FAC", "1e4", 4, 150, 150);
    assertThat(judge("kfac-flat-linear").verdict()).isEqualTo(Verdict.FAILS);
    assertThat(judge("kfac-flat-linear").measured()).isEqualTo(3);
  }

  @Test
  void aKFacThatIsCutOffAtTheHighestAnisotropyIsNotFlat() {
    given("K-FAC", "1", 2, 50, 50).given("K-FAC", "1e4", 2, CUT_OFF, CUT_OFF);
    assertThat(judge("kfac-flat-linear").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void sgdGrowsFromTwiceOn() {
    given("K-FAC", "1", 2, 50, 50).given("K-FAC", "1e4", 2, 50, 50);
    given("SGD", "1", 2, 50, 50).given("SGD", "1e4", 2, CUT_OFF, CUT_OFF);
    assertThat(judge("sgd-grows-linear").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judge("sgd-grows-linear").measured()).isEqualTo(40);
    given("SGD", "1e4", 2, 70, 70);
    assertThat(judge("sgd-grows-linear").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void theAdvantageIsKeptIfItsHalfIs() {
    kFacAmongOthers(50, 400, 500);
    given("K-FAC", "1e4", 4, 100, 100).given("SGD", "1e4", 4, 400, 400);
    given("Adam", "1e4", 4, 600, 600);
    assertThat(judge("kfac-keeps-advantage-linear").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-keeps-advantage-linear").measured()).isEqualTo(2);
    given("Adam", "1e4", 4, 300, 300);
    assertThat(judge("kfac-keeps-advantage-linear").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void anAdvantageThatIsOnlyBoundedAtBothDepthsIsOpen() {
    kFacAmongOthers(50, CUT_OFF, CUT_OFF);
    given("K-FAC", "1e4", 4, 100, 100).given("SGD", "1e4", 4, CUT_OFF, CUT_OFF);
    given("Adam", "1e4", 4, CUT_OFF, CUT_OFF);
    assertThat(judge("kfac-keeps-advantage-linear").verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void twoSidedMethodsAreComparedWithAdam() {
    kFacAmongOthers(50, 200, 100).given("Muon", "1e4", 2, 80, 80);
    assertThat(judge("muon-below-adam").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judge("soap-below-adam").verdict()).isEqualTo(Verdict.UNDECIDED);
    given("SOAP", "1e4", 2, 150, 150);
    assertThat(judge("soap-below-adam").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void aTieIsNotFewer() {
    kFacAmongOthers(50, 200, 100).given("Shampoo", "1e4", 2, 100, 100);
    assertThat(judge("shampoo-below-adam").verdict()).isEqualTo(Verdict.UNDECIDED);
    given("Shampoo", "1e4", 2, 95, 95);
    assertThat(judge("shampoo-below-adam").verdict()).isEqualTo(Verdict.HOLDS);
    given("Shampoo", "1e4", 2, 106, 106);
    assertThat(judge("shampoo-below-adam").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void secondsThatDifferByLessThanTheirScatterDecideNothing() {
    kFacAmongOthers(97, 200, 100);
    assertThat(judge("kfac-fewest-seconds-linear").verdict()).isEqualTo(Verdict.UNDECIDED);
    points.clear();
    kFacAmongOthers(150, 200, 100);
    assertThat(judge("kfac-fewest-seconds-linear").verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void aMedianOfACutOffAndAReachedRunIsBoundedFromBelow() {
    given("SGD", "1e4", 2, 100, CUT_OFF);
    Bounded median =
        new DepthReading(new Results(points)).median(Depth.STEPS, Net.LINEAR, "1e4", 2, "SGD");
    assertThat(median).isEqualTo(Bounded.atLeast((100 + 2000) / 2.0));
  }

  @Test
  void withoutResultsEveryClaimIsUndecided() {
    for (Claim claim : DepthClaims.all()) {
      assertThat(claim.test().apply(new Results(List.of())).verdict())
          .as(claim.id())
          .isEqualTo(Verdict.UNDECIDED);
    }
  }
}
