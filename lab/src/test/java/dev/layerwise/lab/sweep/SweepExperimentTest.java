package dev.layerwise.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SweepExperimentTest {
  private static SweepExperiment of(String yaml) {
    return SweepExperiment.of((Trainings) SweepFile.parse("f", yaml, List.of()));
  }

  private static Results run(SweepExperiment experiment) {
    List<Point> points = new ArrayList<>();
    int seeds = experiment.defaultSeeds(Scale.PAPER);
    for (Cell cell : experiment.cells(Scale.PAPER, seeds)) {
      points.addAll(experiment.run(cell).points());
    }
    return new Results(points);
  }

  /** Gradient descent on eigenvalues from 1/3 to 1: η = 0.9 contracts by 0.7, 1.8 by 0.8. */
  private static final String TUNED =
      """
      sweep: tuned
      task: {name: quadratic, covariance: random, dimension: 4, condition: 3}
      steps: 12
      every: 1
      methods:
        - {name: gd, power: 0, lr: %s, tune: [lr]}
      seeds: {evaluation: [0, 1], tuning: [5, 6, 7]}
      """;

  @Test
  void tuningExtendsTheGridAndRefinesItAroundTheBest() {
    Results results = run(of(TUNED.formatted("0.1")));
    double lr = results.median("tuned:all", "gd, lr", 0);
    assertThat(lr).isEqualTo(0.9); // 0.033, 0.1, 0.3, then 0.9, then 2.7, then 0.45 and 1.8
    assertThat(Tuning.onEdge(results, "all", "gd")).isFalse();
  }

  @Test
  void aBestSettingOnTheEdgeIsSaid() {
    Results results = run(of(TUNED.formatted("1e-4")));
    assertThat(results.median("tuned:all", "gd, lr", 0)).isLessThan(0.01);
    assertThat(Tuning.onEdge(results, "all", "gd")).isTrue();
  }

  @Test
  void aDivergedRunIsMissingFromThereOn() {
    SweepExperiment experiment =
        of(
            """
            sweep: wild
            task: {name: quadratic, covariance: half}
            steps: 40
            every: 10
            methods: [{name: gd, power: 0, lr: 1e200}]
            seeds: {evaluation: 0}
            """);
    RunRecord run = experiment.run(experiment.cells(Scale.PAPER, 1).getFirst());
    assertThat(run.events()).hasSize(1);
    assertThat(run.points()).extracting(Point::x).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
    assertThat(run.points().getLast().y()).isNaN();
  }

  @Test
  void moreSeedsFollowTheLastAndLeaveTuningSeedsOut() {
    Seeds seeds = new Seeds(List.of(0L, 1L), List.of(2L, 3L, 5L));
    assertThat(seeds.evaluation(5).evaluation()).containsExactly(0L, 1L, 4L, 6L, 7L);
    assertThat(seeds.evaluation(1).evaluation()).containsExactly(0L);
    assertThatThrownBy(() -> new Seeds(List.of(1L), List.of(1L)))
        .hasMessage(
            "seed 1 is for tuning and for evaluation; want tuning seeds apart from evaluation"
                + " seeds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task: {name: parity, features: 8, support: 2}\nmodel: mlp:8-16-1",
        "task: {name: staircase, segments: 2, length: 2}\nmodel: mlp:4-16-1",
        "task: {name: teacher, features: 6, hidden: 3}\nmodel: mlp:6-12-1",
        "task: {name: data, from: 'teacher:features=5,examples=300'}\nmodel: mlp:5-8-1",
        "task: {name: selection, length: 2, width: 2}\nmodel: transformer:4\ninit: lecun-normal",
      })
  void everyMethodLearnsEveryTaskTheSameTwice(String problem) {
    SweepExperiment experiment =
        of(
            "sweep: learn\n"
                + problem
                + """

                steps: 60
                batch: 64
                curvature-batch: 64
                methods:
                  - {name: gn, basis: kronecker, lr: 0.1, alpha: 0.01}
                  - {name: half, gamma: 0.5, basis: kronecker, lr: 0.1, alpha: 0.01, power: -0.5}
                  - {name: adam, diagonal: squared-gradients, power: -0.5, lr: 0.02, beta2: 0.9}
                seeds: {evaluation: 3}
                """);
    for (Cell cell : experiment.cells(Scale.PAPER, 1)) {
      RunRecord run = experiment.run(cell);
      assertThat(run.events()).isEmpty();
      assertThat(run.points().getLast().y())
          .as(cell.id())
          .isLessThan(0.5 * run.points().getFirst().y());
      assertThat(experiment.run(cell).points()).isEqualTo(run.points());
    }
  }

  @Test
  void methodsOfASeedStartAlikeAndSeeTheSameBatches() {
    SweepExperiment experiment =
        of(
            """
            sweep: alike
            task: {name: parity, features: 8, support: 2}
            model: mlp:8-4-1
            steps: 1
            batch: 16
            curvature-batch: 16
            record: [error, loss]
            methods: [{name: gn, lr: 0.1, alpha: 0.1}, {name: gd, power: 0, lr: 0.1}]
            seeds: {evaluation: [0, 1]}
            """);
    Results results = run(experiment);
    assertThat(results.value("error:all", "gn", 0, 0))
        .isEqualTo(results.value("error:all", "gd", 0, 0))
        .isNotEqualTo(results.value("error:all", "gn", 0, 1));
    // The loss of the first batch, before the first step.
    assertThat(results.value("loss:all", "gn", 1, 0))
        .isEqualTo(results.value("loss:all", "gd", 1, 0));
  }

  @Test
  void theStaircaseIsTheSumOfItsSegments() {
    Matrix X = Matrix.zeros(50, 6);
    Matrix Y = Matrix.zeros(50, 1);
    SignSum.of(1, 6, 2, 3).take(Examples.Purpose.GRADIENT, 1, X, Y);
    for (int i = 0; i < 50; i++) {
      double first = X.get(i, 0) * X.get(i, 1) * X.get(i, 2);
      double second = X.get(i, 3) * X.get(i, 4) * X.get(i, 5);
      assertThat(Y.get(i, 0)).isEqualTo(first + second);
    }
    Matrix other = X.copy();
    SignSum.of(1, 6, 2, 3).take(Examples.Purpose.CURVATURE, 1, other, Y);
    assertThat(other.minus(X).maxAbs()).isEqualTo(2);
  }

  /** Source: Adam-or-GN App. C.4; the label hears one vector, which the last token names. */
  @Test
  void aSelectionsLabelIsTheProjectionOfTheVectorThatTheLastTokenNames() {
    int n = 2000;
    int length = 3;
    int width = 2;
    Matrix X = Matrix.zeros(n, (width + length) * (length + 1));
    Matrix Y = Matrix.zeros(n, 1);
    Selection selection = new Selection(length, width, 4);
    selection.take(Examples.Purpose.GRADIENT, 1, X, Y);
    assertThat(selection.shape().channels()).isEqualTo(width + length);
    assertThat(selection.features()).isEqualTo(X.cols());
    Matrix chosen = Matrix.zeros(n, width);
    int[] counts = new int[length];
    for (int i = 0; i < n; i++) {
      int named = -1;
      for (int s = 0; s < length; s++) {
        for (int k = 0; k < length; k++) {
          assertThat(X.get(i, (width + k) * (length + 1) + s)).isEqualTo(k == s ? 1 : 0);
        }
        named = X.get(i, (width + s) * (length + 1) + length) == 1 ? s : named;
      }
      counts[named]++;
      for (int c = 0; c < width; c++) {
        assertThat(X.get(i, c * (length + 1) + length)).isZero();
        chosen.set(i, c, X.get(i, c * (length + 1) + named));
      }
    }
    // Two equations give θ⋆, of length 1; the others then hold to rounding.
    double a = chosen.get(0, 0);
    double b = chosen.get(0, 1);
    double c = chosen.get(1, 0);
    double d = chosen.get(1, 1);
    double first = (d * Y.get(0, 0) - b * Y.get(1, 0)) / (a * d - b * c);
    double second = (a * Y.get(1, 0) - c * Y.get(0, 0)) / (a * d - b * c);
    assertThat(Math.hypot(first, second)).isCloseTo(1, within(1e-12));
    for (int i = 0; i < n; i++) {
      assertThat(Y.get(i, 0))
          .isCloseTo(first * chosen.get(i, 0) + second * chosen.get(i, 1), within(1e-12));
    }
    for (int count : counts) { // four errors of a share of 1/3
      assertThat(count).isCloseTo(n / length, within(4 * (int) Math.sqrt(n * 2 / 9.0)));
    }
    // The label is N(0, 1): four errors of a variance of n values.
    assertThat(Y.dot(Y) / n).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
  }

  @Test
  void theTeachersLabelsHaveVarianceOne() {
    Matrix X = Matrix.zeros(20_000, 20);
    Matrix Y = Matrix.zeros(20_000, 1);
    new RandomTeacher(20, 8, 7).take(Examples.Purpose.GRADIENT, 1, X, Y);
    double mean = Y.sum() / 20_000;
    // Fourth moments of a relu network of Gaussians are below 30: four errors of 20,000 and 16,384.
    assertThat(Y.dot(Y) / 20_000 - mean * mean)
        .isCloseTo(1, within(4 * Math.sqrt(30 / 20_000.0 + 30 / 16_384.0)));
    assertThat(X.dot(X) / 20_000).isCloseTo(20, within(4.0)); // E‖x‖² = tr S = 20
  }

  @ParameterizedTest
  @ValueSource(strings = {"population|want batch: N", "64|want curvature-batch: N"})
  void networksNeedExamples(String batch) {
    String[] parts = batch.split("\\|", -1);
    assertThatThrownBy(() ->
            of(
                """
                sweep: none
                task: parity
                model: mlp:20-4-1
                steps: 1
                methods: [{name: gn, lr: 0.1, batch: %s}]
                seeds: {evaluation: 0}
                """
                    .formatted(parts[0])))
        .hasMessage("f, line 5, column 11: parity is learned from examples; " + parts[1]);
  }
}
