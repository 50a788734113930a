package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.data.TinyFiles;
import dev.layerwise.lab.experiments.TinyRealData;
import dev.layerwise.lab.run.FakeExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reproduce --data}: experiments on data run with it and are skipped without. */
final class ReproduceDataTest {
  private static final String ID = "concurrence-realdata";
  private static final String SKIPPED =
      ID
          + " is skipped: it needs Fashion-MNIST or CIFAR-10; pass --data DIR, a folder that holds"
          + " fashion-mnist/ or cifar-10-batches-bin/\n";

  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(FakeExperiment.named("paper-fig7"), TinyRealData.anisotropy())
        .layerwise(args);
  }

  @Test
  void withoutDataItIsSkippedWithASentence() {
    Path out = dir.resolve("results");
    Told told = layerwise("reproduce", ID, "--out", out);
    assertThat(told.out()).isEqualTo(SKIPPED);
    assertThat(told.err()).isEmpty();
    assertThat(told.status()).isZero();
    assertThat(out).doesNotExist();
  }

  @Test
  void theOthersOfAllAreRun() {
    Told told = layerwise("reproduce", "all", "--seeds", "1", "--out", dir);
    assertThat(told.out()).startsWith(SKIPPED).contains("paper-fig7: A decay");
    assertThat(told.status()).isZero();
    assertThat(dir.resolve("paper-fig7/run.json")).exists();
    assertThat(dir.resolve(ID)).doesNotExist();
  }

  @Test
  void aSetsOwnFolderIsEnoughAndTheOtherSetIsSaidToBeMissing() throws IOException {
    Path data = TinyRealData.idx(dir.resolve("my fashion"), 90, 40);
    Path out = dir.resolve("results");
    Told told = layerwise("reproduce", ID, "--data", data, "--seeds", "1", "--out", out, "--quiet");
    assertThat(told.out())
        .startsWith(
            ID + " is skipped on CIFAR-10: " + data + " holds no cifar-10-batches-bin/\n" + ID);
    assertThat(told.status()).as(told.err()).isIn(0, 1);
    assertThat(Files.readString(out.resolve(ID).resolve("series.csv")))
        .contains("accuracy:fashion-mnist,K-FAC,0,")
        .doesNotContain(":cifar-10,");
    assertThat(Files.readString(out.resolve(ID).resolve("run.json")))
        .contains("./layerwise reproduce " + ID + " --scale quick --seeds 1 --data '" + data + "'")
        .contains("\"fashion-mnist hash\"");
    Told again = layerwise("report", out.resolve(ID));
    assertThat(again.status()).isEqualTo(told.status());
    assertThat(again.out()).contains("page: ");
  }

  @Test
  void aFolderOfFoldersGivesEverySetItHolds() {
    Path data = dir.resolve("data");
    TinyRealData.idx(data.resolve("fashion-mnist"), 90, 40);
    Path cifar = data.resolve("cifar-10-batches-bin");
    TinyFiles.write(cifar.resolve("data_batch_1.bin"), TinyFiles.cifar(90));
    TinyFiles.write(cifar.resolve("test_batch.bin"), TinyFiles.cifar(40));
    Told told = layerwise("reproduce", ID, "--data", data, "--seeds", "1", "--out", dir, "--quiet");
    assertThat(told.out()).doesNotContain("skipped");
    assertThat(dir.resolve(ID).resolve("series.csv"))
        .content()
        .contains("accuracy:fashion-mnist,")
        .contains("accuracy:cifar-10,");
  }

  @Test
  void aFolderWithoutDataIsAnError() {
    Told told = layerwise("reproduce", "all", "--data", dir, "--out", dir);
    assertThat(told.err())
        .isEqualTo(
            "layerwise: --data "
                + dir
                + " holds no known data set; want fashion-mnist/ or cifar-10-batches-bin/ in it, or"
                + " the files of one\n");
    assertThat(told.status()).isEqualTo(2);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void tooFewExamplesAreAnErrorBeforeAnythingRuns() {
    Path data = TinyRealData.idx(dir.resolve("fashion-mnist"), 70, 40);
    Told told = layerwise("reproduce", "all", "--data", dir, "--out", dir.resolve("results"));
    assertThat(told.err())
        .isEqualTo(
            "layerwise: --data "
                + dir
                + ": Fashion-MNIST: 70 training examples; want 60 to train on and 20 to"
                + " validate\n");
    assertThat(told.status()).isEqualTo(2);
    assertThat(data).isDirectory();
    assertThat(dir.resolve("results")).doesNotExist();
  }

  @Test
  void otherDataAreNotResumed() {
    Path data = TinyRealData.idx(dir.resolve("fashion-mnist"), 90, 40);
    layerwise("reproduce", ID, "--data", dir, "--seeds", "1", "--out", dir, "--quiet");
    TinyRealData.idx(data, 95, 40);
    Told told = layerwise("reproduce", ID, "--data", dir, "--seeds", "1", "--out", dir, "--resume");
    assertThat(told.err()).contains("setting 'fashion-mnist hash' was");
    assertThat(told.status()).isEqualTo(2);
  }

  @Test
  void theListSaysWhatNeedsData() {
    assertThat(layerwise("list").out()).contains("needs --data DIR: Fashion-MNIST, CIFAR-10");
    assertThat(layerwise("list", "--json").out().replaceAll("\\s+", ""))
        .contains("\"data\":[\"Fashion-MNIST\",\"CIFAR-10\"]")
        .contains("\"data\":[]");
  }
}
