package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.experiments.DepthTask.Net;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DepthTest {
  private static final DepthTask LINEAR = new DepthTask(Net.LINEAR, 2, 1e4);
  private static final String CELL = "quick,depth=2,kappa=1,net=relu,optimizer=adam,seed=0";

  private static List<Point> untimed(RunRecord run) {
    return run.points().stream().filter(p -> !Depth.isTimed(p.panel())).toList();
  }

  @Test
  void aCellRunTwiceGivesIdenticalPointsButForTimes() {
    Depth once = new Depth();
    Cell cell = Reduced.cells(once, 1, CELL::equals).getFirst();
    RunRecord first = once.run(cell);
    assertThat(untimed(first)).isNotEmpty();
    assertThat(untimed(once.run(cell))).as("with kept settings").isEqualTo(untimed(first));
    assertThat(untimed(new Depth().run(cell))).as("tuned anew").isEqualTo(untimed(first));
    assertThat(first.events()).isEmpty();
  }

  @Test
  void timesAreInPanelsOfTheirOwn() {
    Depth depth = new Depth();
    RunRecord run = depth.run(Reduced.cells(depth, 1, CELL::equals).getFirst());
    Results results = new Results(run.points());
    double steps = results.value("steps/relu/kappa=1", "Adam", 2, 0);
    double seconds = results.value("seconds/relu/kappa=1", "Adam", 2, 0);
    double spent = results.value("seconds spent/relu/kappa=1", "Adam", 2, 0);
    assertThat(steps).isBetween(1.0, (double) Net.RELU.steps());
    assertThat(seconds).isPositive().isEqualTo(spent); // the run ends at the target
    assertThat(results.value("steps/relu/depth=2", "Adam", 1, 0)).isEqualTo(steps);
    assertThat(results.value("remaining/relu/kappa=1", "Adam", 2, 0)).isBetween(0.0, 0.1);
    assertThat(run.points().stream().filter(p -> Depth.isTimed(p.panel())).map(Point::panel))
        .containsOnly("seconds/relu/kappa=1", "seconds/relu/depth=2", "seconds spent/relu/kappa=1");
  }

  @Test
  void aRunThatGoesOnIsTheSameUpToTheTarget() {
    DepthContender adam = DepthContender.of("adam");
    DepthTask task = new DepthTask(Net.RELU, 2, 1);
    var stops = DepthRace.run(task, adam, Map.of("lr", "0.01"), 3, false);
    var goesOn = DepthRace.run(task, adam, Map.of("lr", "0.01"), 3, true);
    assertThat(goesOn.steps()).isEqualTo(stops.steps());
    assertThat(stops.curve().getLast()[0]).isEqualTo(stops.steps());
    assertThat(stops.curve().getLast()[1]).isEqualTo(stops.remaining());
    assertThat(goesOn.curve().getLast()[0]).isEqualTo(Net.RELU.steps());
    assertThat(goesOn.spent()).isGreaterThan(goesOn.seconds());
    for (int i = 0; i < stops.curve().size(); i++) {
      assertThat(goesOn.curve().get(i)).isEqualTo(stops.curve().get(i));
    }
  }

  @Test
  void aDivergedRunHasNoStepsAndSaysWhen() {
    var run = DepthRace.run(LINEAR, DepthContender.of("sgd"), Map.of("lr", "10"), 0, false);
    assertThat(run.steps()).isNaN();
    assertThat(run.remaining()).isNaN();
    assertThat(run.score()).isNaN();
    assertThat(run.failure().orElseThrow().step()).isBetween(1L, 20L);
  }

  @Test
  void anUnreachedTargetScoresWorseTheMoreLossIsLeft() {
    DepthContender sgd = DepthContender.of("sgd");
    var slow = DepthRace.run(LINEAR, sgd, Map.of("lr", "1e-5"), 0, false);
    var slower = DepthRace.run(LINEAR, sgd, Map.of("lr", "1e-6"), 0, false);
    assertThat(slow.steps()).isNaN();
    assertThat(slow.failure()).isEmpty();
    assertThat(slow.score()).isGreaterThan(Net.RELU.steps()).isLessThan(slower.score());
  }

  @Test
  void theInputsHaveTheSpectrumThatIsAskedFor() {
    for (Net net : List.of(Net.LINEAR, Net.CONV)) {
      Matrix root = new DepthTask(net, 3, 1e4).root(Rng.of(1)).dense();
      double[] roots = SymmetricEigen.valuesOf(root);
      double[] variances = Arrays.stream(roots).map(r -> r * r).sorted().toArray();
      int d = variances.length;
      // Rounding of the least eigenvalue, 1e-2 of the largest root, is about 1e-14.
      assertThat(variances[d - 1] / variances[0]).as(net.label()).isCloseTo(1e4, within(1e-6));
      assertThat(Arrays.stream(variances).sum()).isCloseTo(d, within(1e-9));
    }
  }

  @Test
  void neighbouringPixelsOfAnisotropicImagesAreCorrelated() {
    Matrix root = DepthImages.root(DepthTask.SIDE, 1e4).dense();
    Matrix sigma = root.times(root);
    int pixel = 3 * DepthTask.SIDE + 3;
    double neighbour =
        sigma.get(pixel, pixel + 1)
            / Math.sqrt(sigma.get(pixel, pixel) * sigma.get(pixel + 1, pixel + 1));
    assertThat(neighbour).isBetween(0.8, 0.99);
    assertThat(
            DepthImages.root(DepthTask.SIDE, 1).dense().minus(Matrix.identity(64)).frobeniusNorm())
        .isLessThan(1e-13);
  }

  @Test
  void aBatchIsAFunctionOfSeedAndStep() {
    DepthTask.Batches one = LINEAR.batches(5);
    DepthTask.Batches other = LINEAR.batches(5);
    one.load(7);
    other.load(3);
    Matrix third = other.inputs().copy();
    other.load(7);
    assertThat(other.inputs().minus(one.inputs()).frobeniusNorm()).isZero();
    assertThat(other.targets().minus(one.targets()).frobeniusNorm()).isZero();
    assertThat(third.minus(one.inputs()).frobeniusNorm()).isGreaterThan(1);
  }

  @Test
  void theTargetsAreTheSameFunctionOfWhiteInputsAtEveryAnisotropy() {
    DepthTask.Batches white = new DepthTask(Net.RELU, 2, 1).batches(5);
    DepthTask.Batches anisotropic = new DepthTask(Net.RELU, 4, 1e4).batches(5);
    white.load(1);
    anisotropic.load(1);
    assertThat(anisotropic.targets().minus(white.targets()).frobeniusNorm()).isZero();
    assertThat(anisotropic.inputs().minus(white.inputs()).frobeniusNorm()).isGreaterThan(1);
  }

  @Test
  void aStudentHasTheLayersThatItsDepthSays() {
    for (int depth = 2; depth <= 6; depth++) {
      assertThat(new DepthTask(Net.LINEAR, depth, 1).student(0).blocks()).hasSize(depth);
      assertThat(new DepthTask(Net.RELU, depth, 1).student(0).blocks()).hasSize(depth);
    }
    assertThat(new DepthTask(Net.CONV, DepthTask.CONVOLUTIONAL_DEPTH, 1).student(0).blocks())
        .hasSize(DepthTask.CONVOLUTIONAL_DEPTH);
  }

  @Test
  void tuningSeedsAreOutOfReachOfEvaluation() {
    Depth depth = new Depth();
    assertThat(depth.cells(Scale.PAPER, 5)).allMatch(cell -> cell.seed() < Depth.FIRST_TUNING_SEED);
    assertThatThrownBy(() -> depth.cells(Scale.PAPER, 1_000_001))
        .hasMessage(
            "concurrence-depth: 1000001 seeds reach the tuning seeds, from 1000000 on; want fewer");
  }

  @Test
  void theCatalogueListsIt() {
    Depth depth = new Depth();
    assertThat(Catalogue.all())
        .extracting(experiment -> experiment.info().id())
        .contains("concurrence-depth");
    assertThat(depth.claims()).extracting(Claim::id).doesNotHaveDuplicates();
    assertThat(depth.figures(new Results(List.of()))).isNotEmpty();
    for (Scale scale : Scale.values()) {
      assertThat(depth.cells(scale, 2)).extracting(Cell::id).doesNotHaveDuplicates();
      assertThat(depth.settings(scale)).containsKeys("steps at most", "K-FAC", "tuning seeds");
    }
  }

  @Test
  void divergenceIsAnEventOfTheRecord() {
    RunEvent event = new RunEvent.Diverged("SGD", 3, "why");
    var failure = new DepthRace.Failure(3, "why");
    var course =
        new DepthRace.Course(
            Double.NaN, Double.NaN, 0.1, Double.NaN, List.of(), 2000, Optional.of(failure));
    assertThat(Depth.events("SGD", course)).containsExactly(event);
  }
}
