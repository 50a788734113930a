package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.data.TinyFiles;
import dev.layerwise.lab.experiments.Catalogue;
import dev.layerwise.lab.experiments.TinyRealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sweep} over data: given by {@code --data}, named by a path, and searched. */
final class SweepDataTest {
  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(Catalogue.all(), false, false).layerwise(args);
  }

  private Path file(String from, int batch, String more) throws IOException {
    return Files.writeString(
        dir.resolve("mine.yaml"),
        """
        sweep: images
        task: {name: data, from: %s}
        model: mlp:10-8-10
        steps: 30
        every: 10
        record: [error, accuracy]
        batch: %d
        curvature-batch: 24
        methods:
          - {name: adam, diagonal: squared-gradients, power: -0.5, beta2: 0.9, lr: 0.03%s}
          - {name: gn, basis: kronecker, lr: 0.1, alpha: 0.01}
        seeds: {evaluation: [0, 1], tuning: [5, 6, 7]}
        """
            .formatted(from, batch, more));
  }

  private List<String> series(String out) throws IOException {
    return Files.readAllLines(dir.resolve(out).resolve("images/series.csv"));
  }

  @Test
  void theFolderOfDataGivesTheImagesThatTheFileNames() throws IOException {
    Path data = dir.resolve("data");
    Path folder = TinyRealData.idx(data.resolve("fashion-mnist"), 90, 40);
    Path yaml = file("fashion-mnist", 24, "");
    Told told = layerwise("sweep", yaml, "--data", data, "--out", dir.resolve("a"), "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.err()).isEmpty();
    // Two methods on two seeds, two quantities at 0, 10, 20 and 30.
    assertThat(series("a")).hasSize(1 + 2 * 2 * 2 * 4);
    assertThat(dir.resolve("a/images/run.json"))
        .content()
        .contains("./layerwise sweep " + yaml + " --data " + data)
        .contains("\"fashion-mnist hash\"");
    assertThat(dir.resolve("a/images/report.html")).isNotEmptyFile();
    assertThat(layerwise("report", dir.resolve("a/images")).status()).isZero();

    // The same images by their path.
    Told named = layerwise("sweep", file("'" + folder + "'", 24, ""), "--out", dir.resolve("b"));
    assertThat(named.status()).as(named.err()).isZero();
    assertThat(series("b")).isEqualTo(series("a"));
  }

  @Test
  void withoutItsDataASweepIsRefusedWithASentence() throws IOException {
    Path yaml = file("cifar-10", 24, "");
    Path out = dir.resolve("out");
    Told none = layerwise("sweep", yaml, "--out", out);
    assertThat(none.err())
        .isEqualTo(
            "layerwise: images is skipped: it needs CIFAR-10; pass --data DIR, a folder that holds"
                + " cifar-10-batches-bin/\n");
    assertThat(none.status()).isEqualTo(2);

    Path data = dir.resolve("data");
    TinyRealData.idx(data.resolve("fashion-mnist"), 90, 40);
    Told other = layerwise("sweep", yaml, "--data", data, "--out", out);
    assertThat(other.err())
        .isEqualTo("layerwise: images is skipped: " + data + " holds no cifar-10-batches-bin/\n");
    assertThat(other.status()).isEqualTo(2);

    Path missing = dir.resolve("no such folder");
    Told nowhere = layerwise("sweep", yaml, "--data", missing, "--out", out);
    assertThat(nowhere.err())
        .isEqualTo(
            "layerwise: --data "
                + missing
                + " is not a folder; want one that holds fashion-mnist/ or"
                + " cifar-10-batches-bin/\n");
    assertThat(nowhere.status()).isEqualTo(2);

    String folder = "'" + data.resolve("fashion-mnist") + "'";
    Told unused = layerwise("sweep", file(folder, 24, ""), "--data", data, "--out", out);
    assertThat(unused.err())
        .isEqualTo(
            "layerwise: --data " + data + ": no task of " + yaml + " needs it; leave it out\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void theFigureOfCifarIsSkippedWithoutItsData() {
    Told told = layerwise("reproduce", "adamgn-fig6", "--out", dir.resolve("out"));
    assertThat(told.out())
        .isEqualTo(
            "adamgn-fig6 is skipped: it needs CIFAR-10; pass --data DIR, a folder that holds"
                + " cifar-10-batches-bin/\n");
    assertThat(told.status()).isZero();
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void aSearchNeverSeesTheTestSetAndTheEvaluationDoes() throws IOException {
    Path right = TinyRealData.idx(dir.resolve("right"), 90, 40);
    Path wrong = TinyRealData.idx(dir.resolve("wrong"), 90, 40);
    byte[] labels = TinyFiles.labels(40);
    for (int i = 0; i < 40; i++) {
      labels[8 + i] = (byte) (i * 7 % 40 / 4);
    }
    TinyFiles.write(wrong.resolve("t10k-labels-idx1-ubyte"), labels);
    for (Path data : List.of(right, wrong)) {
      Path yaml = file("'" + data + "'", 24, ", tune: [lr]");
      Told told = layerwise("sweep", yaml, "--out", dir.resolve(data + "-out"), "--quiet");
      assertThat(told.status()).as(told.err()).isZero();
    }
    assertThat(starting("right-out", "tuned:")).isEqualTo(starting("wrong-out", "tuned:"));
    assertThat(starting("right-out", "tuned:")).hasSize(2 * 2);
    assertThat(accuracy("right-out")).isGreaterThan(0.8);
    assertThat(accuracy("wrong-out")).isLessThan(0.4);
  }

  private List<String> starting(String out, String start) throws IOException {
    return series(out).stream().filter(line -> line.startsWith(start)).toList();
  }

  private double accuracy(String out) throws IOException {
    String start = "accuracy:all,adam,0,30.0,";
    return Double.parseDouble(starting(out, start).getFirst().substring(start.length()));
  }

  @Test
  void aBatchThatASearchCannotFillIsRefusedBeforeAnythingRuns() throws IOException {
    Path data = dir.resolve("data");
    Path folder = TinyRealData.idx(data.resolve("fashion-mnist"), 90, 40);
    Path out = dir.resolve("out");
    // 18 of 90 are kept out to judge on.
    String sentence =
        "batch=73: want at most the 72 examples that a search has, which is judged on the others\n";
    Path yaml = file("'" + folder + "'", 73, ", tune: [lr]");
    Told told = layerwise("sweep", yaml, "--out", out);
    assertThat(told.err()).isEqualTo("layerwise: " + yaml + ", line 10, column 5: " + sentence);
    assertThat(told.status()).isEqualTo(2);
    Told given =
        layerwise("sweep", file("fashion-mnist", 73, ", tune: [lr]"), "--data", data, "--out", out);
    assertThat(given.err()).isEqualTo("layerwise: --data " + data + ": " + sentence);
    assertThat(given.status()).isEqualTo(2);
    assertThat(out).doesNotExist();

    Told fits = layerwise("sweep", file("'" + folder + "'", 73, ""), "--out", out, "--quiet");
    assertThat(fits.status()).as(fits.err()).isZero();
  }

  @Test
  void aDiagonalThatIsNotRenewedWithItsBasisIsRefusedBeforeAnythingRuns() throws IOException {
    for (String[] wrong :
        new String[][] {
          {
            "refresh: 4, update: 3",
            "update=3: want a divisor of refresh=4 and of lag=0, so that the diagonal is renewed"
                + " with its basis"
          },
          {
            "refresh: 4, lag: 1, update: 2",
            "update=2: want a divisor of refresh=4 and of lag=1, so that the diagonal is renewed"
                + " with its basis"
          },
          {"refresh: 4, lag: 4", "lag=4: want fewer steps than refresh=4"}
        }) {
      Path yaml = file("fashion-mnist", 24, ", " + wrong[0]);
      Told told = layerwise("sweep", yaml, "--out", dir.resolve("out"));
      assertThat(told.err())
          .isEqualTo("layerwise: " + yaml + ", line 10, column 5: " + wrong[1] + "\n");
      assertThat(told.status()).isEqualTo(2);
    }
    assertThat(dir.resolve("out")).doesNotExist();
  }
}
