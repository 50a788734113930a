package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.data.TinyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainCommandTest {
  private static final String BLOBS = "blobs:classes=3,features=5,examples=96";

  @TempDir Path dir;

  @Test
  void trainLeavesTheResultFilesAndEndsWithATable() throws IOException {
    Told told = train("--epochs", "2", "--batch", "16");
    Path folder = dir.resolve("train-blobs-sgd");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out())
        .startsWith("train-blobs-sgd: mlp:5-8-3 (75 parameters) on blobs with SGD\n")
        .containsPattern("  training  +96 +[0-9.]+ +[0-9.]+ %\n  test +19 +[0-9.]+ +[0-9.]+ %\n")
        .containsPattern("  12 steps in [0-9.]+ s \\(forward/backward ")
        .endsWith(
            "  page:    %s%n  weights: %s%n"
                .formatted(folder.resolve("report.html"), folder.resolve("model.safetensors")));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "series.csv",
            "claims.json",
            "run.json",
            "runs.jsonl",
            "report.html",
            "figure-1.svg",
            "figure-1.png",
            "figure-2.svg",
            "figure-2.png",
            "figure-3.svg",
            "figure-3.png",
            "model.safetensors",
            "checkpoint");
    assertThat(Files.readAllLines(folder.resolve("series.csv")))
        .startsWith("panel,series,seed,x,y")
        .anyMatch(line -> line.startsWith("loss_steps,training,0,12.0,"))
        .anyMatch(line -> line.startsWith("loss_epochs,test,0,2.0,"))
        .anyMatch(line -> line.startsWith("accuracy_seconds,test,0,0.0,"));
    assertThat(folder.resolve("claims.json")).hasContent("[ ]");
    assertThat(Files.readAllLines(folder.resolve("runs.jsonl"))).hasSize(1);
    JsonNode run = json(folder.resolve("run.json"));
    assertThat(run.get("id").stringValue()).isEqualTo("train-blobs-sgd");
    assertThat(run.get("settings").get("lr").stringValue()).isEqualTo("0.1");
    assertThat(run.get("settings").get("steps").intValue()).isEqualTo(12);
    assertThat(run.get("command").stringValue())
        .isEqualTo(
            "./layerwise train --data "
                + BLOBS
                + " --model mlp:5-8-3 --optimizer sgd --epochs 2 --batch 16 --seed 0");
    assertThat(folder.resolve("report.html"))
        .content()
        .contains("SGD on blobs:classes")
        .doesNotContain("scale</li>", "What the paper says");
  }

  @Test
  void elsewhereThanOnATerminalThereIsOneLineForEachEvaluation() {
    Told told = train("--steps", "20", "--eval-every", "8");
    assertThat(told.err().lines())
        .hasSize(4)
        .first()
        .asString()
        .matches("\\[0/20] epoch 0.00: test loss [0-9.]+, test accuracy [0-9.]+ %, 0.0 s");
    assertThat(told.err())
        .containsPattern("\\[8/20] epoch 8.00: loss [0-9.]+, test loss [0-9.]+, ")
        .contains("[20/20] ");
    assertThat(train("--quiet").err()).isEmpty();
    Told bar =
        new Told.Teller(List.of(), false, true)
            .layerwise(
                "train",
                "--data",
                BLOBS,
                "--model",
                "mlp:5-8-3",
                "--optimizer",
                "sgd",
                "--out",
                dir);
    assertThat(bar.err()).contains("\rtrain 100%").contains("5/5 steps");
  }

  @Test
  void aResumedTrainingEndsWithTheBytesOfOneNeverStopped() throws IOException {
    String[] momentum = {"--set", "lr=0.05", "momentum=0.9", "--batch", "16"};
    Path whole = dir.resolve("whole");
    Path parts = dir.resolve("parts");
    trainTo(whole, momentum, "--steps", "31");
    trainTo(parts, momentum, "--steps", "13");
    Told resumed = trainTo(parts, momentum, "--steps", "31", "--resume");
    assertThat(resumed.err())
        .startsWith(
            "resumed at step 13 from "
                + parts.resolve("train-blobs-sgd/checkpoint/step-000000000013.safetensors\n"));
    assertThat(parts.resolve("train-blobs-sgd/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("train-blobs-sgd/model.safetensors"));
    Told other = trainTo(parts, new String[] {"--set", "lr=0.06"}, "--resume", "--batch", "16");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err())
        .contains("layerwise: cannot resume from ")
        .contains(": 'lr' was 0.05 and is 0.06; run without --resume to start over\n");
    Told fresh = trainTo(dir.resolve("fresh"), momentum, "--steps", "3", "--resume");
    assertThat(fresh.err())
        .startsWith(
            "nothing to resume in "
                + dir.resolve("fresh/train-blobs-sgd")
                + ": starts from the beginning\n");
  }

  @Test
  void smallDataDoNotSpendTheirTimeWritingCheckpoints() {
    assertThat(train("--steps", "20", "--eval-every", "2").status()).isZero();
    assertThat(dir.resolve("train-blobs-sgd/checkpoint").toFile().list())
        .containsExactly("step-000000000020.safetensors");
  }

  @Test
  void groupsOfParametersAreTrainedByOptimizersOfTheirOwn() throws IOException {
    String text = "matrix:muon(lr=0.02); *:adam(lr=3e-4,beta1=0.8)";
    Told whole = trainGroups(dir.resolve("whole"), text, "--steps", "9");
    assertThat(whole.status()).as(whole.err()).isZero();
    Path folder = dir.resolve("whole/train-blobs-muon+adam");
    assertThat(whole.out()).startsWith("train-blobs-muon+adam: ").contains(" with " + text + "\n");
    JsonNode run = json(folder.resolve("run.json"));
    assertThat(run.get("settings").get("optimizer").stringValue()).isEqualTo(text);
    assertThat(run.get("settings").get("group 0 muon lr").stringValue()).isEqualTo("0.02");
    assertThat(run.get("settings").get("group 1 adam beta1").stringValue()).isEqualTo("0.8");
    assertThat(run.get("command").stringValue()).contains(" --optimizer '" + text + "' ");

    trainGroups(dir.resolve("parts"), text, "--steps", "4");
    Told resumed = trainGroups(dir.resolve("parts"), text, "--steps", "9", "--resume");
    assertThat(resumed.err()).startsWith("resumed at step 4 from ");
    assertThat(dir.resolve("parts/train-blobs-muon+adam/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("model.safetensors"));
    Told other =
        trainGroups(
            dir.resolve("parts"),
            "matrix:muon;*:adam(lr=3e-4,beta1=0.8)",
            "--steps",
            "9",
            "--resume");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("'optimizer' was " + text + " and is matrix:muon; *:adam(lr");
  }

  private Told trainGroups(Path out, String text, Object... more) {
    List<Object> all =
        new java.util.ArrayList<>(
            List.of("train", "--data", BLOBS, "--model", "mlp:5-8-3", "--batch", "16"));
    all.addAll(List.of("--optimizer", text, "--out", out));
    all.addAll(List.of(more));
    return teller().layerwise(all.toArray());
  }

  @Test
  void aTrainingThatDivergesIsAResult() throws IOException {
    Told told = train("--set", "lr=1e200");
    assertThat(told.status()).isZero();
    assertThat(told.out()).containsPattern("  diverged at step \\d: ").doesNotContain("weights:");
    Path folder = dir.resolve("train-blobs-sgd");
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
    JsonNode event = json(folder.resolve("run.json")).get("events").get(0);
    assertThat(event.get("kind").stringValue()).isEqualTo("diverged");
    assertThat(event.get("series").stringValue()).isEqualTo("SGD");
    assertThat(folder.resolve("runs.jsonl")).content().contains("\"kind\":\"diverged\"");
    assertThat(folder.resolve("series.csv")).content().contains("NaN");
  }

  @Test
  void foldersAndTablesAreTrainedOnToo() {
    TinyFiles.idx(dir.resolve("idx"), 40, 10);
    assertThat(
            teller()
                .layerwise(
                    "train",
                    "--data",
                    dir.resolve("idx"),
                    "--model",
                    "mlp:6-10",
                    "--optimizer",
                    "sgd",
                    "--out",
                    dir,
                    "--validation",
                    "0.25",
                    "--patience",
                    "1",
                    "--weights",
                    "f32")
                .out())
        .startsWith("train-idx-sgd: mlp:6-10 (70 parameters) on idx with SGD\n")
        .containsPattern("  validation +10 ");
    TinyFiles.write(dir.resolve("cifar/data_batch_1.bin"), TinyFiles.cifar(20));
    Told cifar =
        teller()
            .layerwise(
                "train",
                "--data",
                dir.resolve("cifar"),
                "--model",
                "mlp:3072-10",
                "--optimizer",
                "sgd",
                "--out",
                dir,
                "--name",
                "small",
                "--set",
                "lr=0.001");
    assertThat(cifar.out()).startsWith("train-small: ").containsPattern("  validation +2 ");
    StringBuilder table = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      table.append(i).append(',').append(i * i % 7).append(',').append(0.1 * i).append('\n');
    }
    Path file = TinyFiles.write(dir.resolve("t.csv"), table.toString());
    Told csv =
        teller()
            .layerwise(
                "train",
                "--data",
                file,
                "--label",
                "y",
                "--regression",
                "--model",
                "mlp:2-4-1",
                "--optimizer",
                "sgd",
                "--set",
                "lr=0.01",
                "--out",
                dir,
                "--diagnostics");
    assertThat(csv.out())
        .startsWith("train-t-sgd: mlp:2-4-1 (17 parameters) on t with SGD\n")
        .doesNotContain("accuracy");
    assertThat(dir.resolve("train-t-sgd/series.csv"))
        .content()
        .contains("diagnosis: alignment,alignment,0,1.0,1.0\n");
  }

  @Test
  void reportDrawsATrainingAgain() throws IOException {
    train("--quiet");
    Path folder = dir.resolve("train-blobs-sgd");
    byte[] page = Files.readAllBytes(folder.resolve("report.html"));
    Files.delete(folder.resolve("report.html"));
    Told told = teller().layerwise("report", folder);
    assertThat(told).isEqualTo(new Told(0, "page: " + folder.resolve("report.html") + "\n", ""));
    assertThat(folder.resolve("report.html")).hasBinaryContent(page);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --optimizer sdg | unknown optimizer 'sdg'; did you mean sgd?
          --set rl=1 | sgd has no setting 'rl'; did you mean lr?
          --set lr=-1 | --set lr=-1: want a number of at least 0.0, or a schedule
          --set lr=fast | --set lr=fast: 'fast' is not a number; want a number or a schedule: constant(value) or
          --optimizer matrix:mun;*:adam | --optimizer: there is no optimizer 'mun'; did you mean muon?; there are sgd,
          --optimizer matrx:muon;*:adam | matrx:muon; *:adam: the group matrx:muon has no parameters; want selectors of [0.weight, 0.bias, 2.weight, 2.bias] that no earlier group takes; did you mean matrix?
          --optimizer *:adam(lrr=1) | --optimizer: adam: there is no setting 'lrr'; did you mean lr?; there are lr,
          --optimizer matrix:muon | matrix:muon: no group selects the parameter 0.bias; want a last group *:method for all others
          --epochs 2 --steps 3 | --epochs and --steps both say how long; leave one out
          --epochs 0 | --epochs is 0; want a number of at least 1
          --batch 97 | --batch is 97; want at most the 96 examples of the training set
          --patience 3 | --patience would stop by the test set; hold examples out with --validation 0.1
          --validation 1 | --validation is 1.0; want a share from 0 to below 1
          --validation 0.001 | --validation: a share of 0.001 of 96 examples leaves 96 to train on and 0 to validate
          --limit 0 | --limit is 0; want a number of at least 1
          --loss squar | --loss is 'squar'; did you mean squared?; want cross-entropy, squared, logistic
          --loss cross-entropy:2 | --loss is 'cross-entropy:2'; want a smoothing from 0 to below 1 after the colon
          --standardize globl | --standardize is 'globl'; did you mean global?; want feature, global or none
          --init xavier | --init is 'xavier'; did you mean xavier-normal or xavier-uniform?; want one of zeros, lecun-normal,
          --model mlp:6-3 | model mlp:6-3: takes 6 inputs, but an example has 5 (5); want 5 as the first size
          --weights f16 | --weights is 'f16'; want f64 or f32
          --name a/b | --name is 'a/b'; want letters, digits, '.', '+', '_' or '-'
          --engine spark | --engine spark does not train; leave it out to train on this machine
          --label y | --label and --regression are for CSV files, and --data blobs:classes=3,features=5,examples=96 is none
          """)
  void aWrongCommandLineIsOneSentenceAndStatusTwo(String options, String sentence) {
    String[] more = options.split(" ", -1);
    Told told =
        options.matches("--(optimizer|model) .*") ? trainWithout(more) : train((Object[]) more);
    assertThat(told.err()).startsWith("layerwise: " + sentence).hasLineCount(1);
    assertThat(told.status()).isEqualTo(2);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void helpTeachesWithExamples() {
    assertThat(teller().layerwise("train", "--help").out())
        .contains("--data fashion-mnist --model mlp:784-256-128-10", "--resume", "blobs, spirals")
        .doesNotContain("--engine");
    assertThat(teller().layerwise("train").err())
        .startsWith("layerwise: missing required options: '--data=NAME|DIR|FILE'");
  }

  /** The first epoch of plain SGD; PyTorch's usual first epoch is near 84 %. */
  @Test
  @EnabledIfEnvironmentVariable(named = "LAYERWISE_DATA", matches = ".+")
  void fashionMnistIsLearned() {
    Told told =
        teller()
            .layerwise(
                "train",
                "--data",
                Path.of(System.getenv("LAYERWISE_DATA"), "fashion-mnist"),
                "--model",
                "mlp:784-64-10",
                "--optimizer",
                "sgd",
                "--epochs",
                "1",
                "--out",
                dir);
    double accuracy =
        Double.parseDouble(
            told.out().replaceFirst("(?s).*test +10000 +[0-9.]+ +([0-9.]+) %.*", "$1"));
    assertThat(accuracy).isGreaterThan(80);
  }

  private Told train(Object... more) {
    Object[] all = new Object[9 + more.length];
    System.arraycopy(
        new Object[] {
          "train", "--data", BLOBS, "--model", "mlp:5-8-3", "--optimizer", "sgd", "--out", dir
        },
        0,
        all,
        0,
        9);
    System.arraycopy(more, 0, all, 9, more.length);
    return teller().layerwise(all);
  }

  /** With another model or optimizer. */
  private Told trainWithout(String... more) {
    String other = more[0].equals("--model") ? "--optimizer" : "--model";
    String usual = more[0].equals("--model") ? "sgd" : "mlp:5-8-3";
    return teller()
        .layerwise("train", "--data", BLOBS, other, usual, "--out", dir, more[0], more[1]);
  }

  private Told trainTo(Path out, String[] options, Object... more) {
    List<Object> all = new java.util.ArrayList<>(List.of((Object[]) options));
    all.addAll(List.of(more));
    all.addFirst(out);
    all.addFirst("--out");
    all.addAll(0, List.of("train", "--data", BLOBS, "--model", "mlp:5-8-3", "--optimizer", "sgd"));
    return teller().layerwise(all.toArray());
  }

  private static Told.Teller teller() {
    return new Told.Teller();
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }
}
