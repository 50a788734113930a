package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.TinyFiles;
import dev.layerwise.lab.experiments.CifarQuadrants.Batches;
import dev.layerwise.lab.experiments.CifarQuadrants.Renewal;
import dev.layerwise.lab.experiments.CifarQuadrants.Size;
import dev.layerwise.random.Rng;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figure 6 of Adam-or-GN on a made-up folder of CIFAR-10, and what is said of results. */
final class CifarQuadrantsTest {
  private static final List<String> PANELS =
      List.of(
          CifarQuadrants.LARGE_IDENTITY,
          CifarQuadrants.LARGE_EIGEN,
          CifarQuadrants.SMALL_IDENTITY,
          CifarQuadrants.SMALL_EIGEN);

  private static final List<String> METHODS =
      List.of(CifarQuadrants.ADAM, CifarQuadrants.GN, CifarQuadrants.GN_HALF);

  private static final Size TINY =
      new Size("8", "mlp:48-16-10", new Batches("96", "24"), new Renewal("4", "2", "2"), 40);

  @TempDir Path dir;

  /** Noise in whose colour and rows the class is seen; of as many classes as CIFAR-10. */
  private static byte[] images(int count) {
    Rng rng = Rng.of(count);
    ByteBuffer bytes = ByteBuffer.allocate(3073 * count);
    for (int i = 0; i < count; i++) {
      int label = i % 10;
      bytes.put((byte) label);
      for (int k = 0; k < 3072; k++) {
        boolean isBright = k / 1024 == label % 3 && k % 1024 / 256 == label / 3;
        bytes.put((byte) (rng.nextInt(100) + (isBright ? 120 : 0)));
      }
    }
    return bytes.array();
  }

  private Data tiny(int training) {
    Path folder = dir.resolve("cifar-10-batches-bin");
    TinyFiles.write(folder.resolve("data_batch_1.bin"), images(training));
    TinyFiles.write(folder.resolve("test_batch.bin"), images(50));
    return KnownSet.CIFAR_10.read(folder);
  }

  @Test
  void everyMethodLearnsInEveryQuadrantOfATinyFolder() {
    Experiment tiny = CifarQuadrants.figure6(_ -> TINY).on(Map.of(KnownSet.CIFAR_10, tiny(120)));
    Results results = Reduced.run(tiny, 1, id -> true);
    for (String panel : PANELS) {
      assertThat(results.series(CifarQuadrants.ERROR + ":" + panel)).isEqualTo(METHODS);
      for (String method : METHODS) {
        String error = CifarQuadrants.ERROR + ":" + panel;
        String accuracy = CifarQuadrants.ACCURACY + ":" + panel;
        assertThat(results.mean(error, method, 0))
            .isEqualTo(results.mean(error, CifarQuadrants.ADAM, 0));
        assertThat(results.mean(error, method, 40))
            .as(panel + ", error of " + method)
            .isLessThan(results.mean(error, method, 0));
        // Chance is 0.1; four errors of 50 images are 0.17.
        assertThat(results.mean(accuracy, method, 40))
            .as(panel + ", accuracy of " + method)
            .isGreaterThan(0.27);
      }
    }
    assertThat(verdicts(results)).doesNotContainValue(Verdict.UNDECIDED);
    assertThat(tiny.figures(results)).hasSize(4);
  }

  @Test
  void tooFewImagesAreRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> CifarQuadrants.figure6().on(Map.of(KnownSet.CIFAR_10, tiny(120))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch=1024: want at most the 120 examples of the training set");
    assertThatThrownBy(() -> CifarQuadrants.figure6().on(Map.of()))
        .hasMessage("adamgn-fig6 needs CIFAR-10, and there is none");
  }

  private static Map<String, Verdict> verdicts(Results results) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Claim claim : CifarQuadrantsClaims.all()) {
      verdicts.put(claim.id(), claim.test().apply(results).verdict());
    }
    return verdicts;
  }

  /** Errors of Adam, GN⁻¹ and GN⁻½, the same from step 40 on, after 1 at the start. */
  private static void made(List<Point> points, String panel, double accuracy, double... errors) {
    for (int m = 0; m < METHODS.size(); m++) {
      for (int t = 0; t <= 400; t += 20) {
        double error = t < 40 ? 1 : errors[m];
        points.add(new Point(CifarQuadrants.ERROR + ":" + panel, METHODS.get(m), 0, t, error));
        points.add(
            new Point(CifarQuadrants.ACCURACY + ":" + panel, METHODS.get(m), 0, t, accuracy));
      }
    }
  }

  @Test
  void aDifferenceOfTwoHundredthsIsClose() {
    List<Point> points = new ArrayList<>();
    made(points, CifarQuadrants.LARGE_IDENTITY, 0.4, 0.7199, 0.7, 0.9);
    made(points, CifarQuadrants.LARGE_EIGEN, 0.451, 0.7, 0.7, 0.9);
    made(points, CifarQuadrants.SMALL_IDENTITY, 0.4, 0.7199, 0.7, 0.7598);
    made(points, CifarQuadrants.SMALL_EIGEN, 0.4, 0.7, 0.5, 0.6601);
    assertThat(verdicts(new Results(points)))
        .hasSize(6)
        .doesNotContainValue(Verdict.FAILS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void aDifferenceAboveTwoHundredthsIsNot() {
    List<Point> points = new ArrayList<>();
    made(points, CifarQuadrants.LARGE_IDENTITY, 0.4, 0.7201, 0.7, 0.9);
    made(points, CifarQuadrants.LARGE_EIGEN, 0.449, 0.6999, 0.7, 0.9);
    made(points, CifarQuadrants.SMALL_IDENTITY, 0.4, 0.7201, 0.7, 0.7602);
    made(points, CifarQuadrants.SMALL_EIGEN, 0.4, 0.7, 0.5, 0.6599);
    assertThat(verdicts(new Results(points)))
        .hasSize(6)
        .doesNotContainValue(Verdict.HOLDS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void aPanelThatWasNotRunIsUndecided() {
    List<Point> points = new ArrayList<>();
    made(points, CifarQuadrants.LARGE_EIGEN, 0.5, 0.7, 0.6, 0.9);
    assertThat(verdicts(new Results(points)))
        .containsEntry("accuracy", Verdict.HOLDS)
        .containsEntry("b-gauss-newton-ahead", Verdict.HOLDS)
        .containsEntry("a-close-or-better", Verdict.UNDECIDED)
        .containsEntry("c-tracks", Verdict.UNDECIDED)
        .containsEntry("d-tracks", Verdict.UNDECIDED);
  }
}
