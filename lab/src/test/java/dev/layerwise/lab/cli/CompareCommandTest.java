package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
  private static final String BLOBS = "blobs:classes=3,features=5,examples=96";

  @TempDir Path dir;

  private Told compare(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "compare",
                "--data",
                BLOBS,
                "--model",
                "mlp:5-8-3",
                "--batch",
                "16",
                "--steps",
                "12",
                "--out",
                dir.toString()));
    words.addAll(List.of(more));
    return new Told.Teller().layerwise(words.toArray());
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(dir.resolve("compare-blobs").resolve(file)));
  }

  private List<String> series() throws IOException {
    return Files.readAllLines(dir.resolve("compare-blobs/series.csv"));
  }

  @Test
  void everyOptimizerStartsFromTheSameWeights() throws IOException {
    Told told = compare("--optimizers", "sgd,adam", "--seeds", "2", "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.err()).isEmpty();
    assertThat(told.out())
        .startsWith("compare-blobs: Optimizers on blobs\n")
        .containsPattern("SGD +[0-9.]+ +[0-9.]+ %")
        .containsPattern("Adam +[0-9.]+ +[0-9.]+ %")
        .endsWith("  page: " + dir.resolve("compare-blobs/report.html") + "\n");
    for (int seed = 0; seed < 2; seed++) {
      String first = first("loss / steps,SGD," + seed + ",0.0,");
      assertThat(first("loss / steps,Adam," + seed + ",0.0,")).isEqualTo(first);
    }
    assertThat(first("loss / steps,SGD,0,0.0,")).isNotEqualTo(first("loss / steps,SGD,1,0.0,"));
    assertThat(series()).noneMatch(line -> line.startsWith("loss / seconds,SGD,1,"));
    assertThat(json("run.json").get("settings").get("adam").stringValue()).isEqualTo("defaults");
    assertThat(Files.readString(dir.resolve("compare-blobs/report.html")))
        .contains("At equal steps", "At equal time", "What a step costs")
        .doesNotContain("Tuning");
  }

  private String first(String start) throws IOException {
    String line = series().stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    return line.substring(start.length());
  }

  @Test
  void tuningTriesAGridOnSeedsOfItsOwnAndKeepsWhatItFound() throws IOException {
    Told told = compare("--optimizers", "sgd,kfac", "--tune", "--tuning-steps", "6");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.err())
        .contains("tuning sgd, training 1: ", "tuned sgd: {lr=", "tuned kfac: {lr=", "damping=");
    JsonNode tuning = json("tuning.json");
    assertThat(tuning.get("sgd").get("trials").size()).isGreaterThanOrEqualTo(3);
    assertThat(tuning.get("kfac").get("trials").size()).isGreaterThanOrEqualTo(9);
    String lr = tuning.get("sgd").get("best").get("settings").get("lr").stringValue();
    assertThat(json("run.json").get("settings").get("sgd").stringValue()).isEqualTo("lr=" + lr);
    assertThat(series()).anyMatch(line -> line.startsWith("tuning SGD,,1000000,"));
    assertThat(json("run.json").get("seeds").toString()).isEqualTo("[0]");

    Told again = compare("--optimizers", "sgd,kfac", "--tune", "--tuning-steps", "6", "--resume");
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err()).doesNotContain("tuning sgd, training");
    assertThat(again.out()).isEqualTo(told.out());
  }

  @Test
  void whatWasSaidIsNotTuned() throws IOException {
    Told told =
        compare(
            "--optimizers",
            "kfac",
            "--set",
            "kfac.lr=0.02",
            "--tune",
            "--tuning-steps",
            "4",
            "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    JsonNode best = json("tuning.json").get("kfac").get("best").get("settings");
    assertThat(best.has("lr")).isFalse();
    assertThat(best.has("damping")).isTrue();
    assertThat(json("run.json").get("settings").get("kfac").stringValue())
        .startsWith("lr=0.02 damping=");
  }

  @Test
  void theScheduleIsTunedAndFallsOverTheStepsThatAreCompared() throws IOException {
    String[] tuned = {
      "--optimizers", "adam,kfac", "--set", "adam.lr=0.02", "--tune", "--tuning-steps", "6"
    };
    Told told = compare(and(tuned, "--tune-schedule", "cosine"));
    assertThat(told.status()).as(told.err()).isZero();
    JsonNode tuning = json("tuning.json");
    assertThat(tuning.get("adam").get("best").get("settings").propertyNames())
        .containsExactly("beta2");
    JsonNode best = tuning.get("kfac").get("best").get("settings");
    assertThat(best.get("schedule").stringValue()).isEqualTo("cosine");
    String lr = "cosine(" + best.get("lr").stringValue() + ", 12)";
    String chosen = "lr=" + lr + " damping=" + best.get("damping").stringValue();
    assertThat(json("run.json").get("settings").get("kfac").stringValue()).isEqualTo(chosen);
    assertThat(told.out()).contains(chosen);
    assertThat(Files.readString(dir.resolve("compare-blobs/report.html"))).contains(lr);
    String curve = first("loss / steps,K-FAC,0,12.0,");

    Told resumed = compare(and(tuned, "--tune-schedule", "cosine", "--resume"));
    assertThat(resumed.err()).doesNotContain("training 1");
    assertThat(resumed.out()).isEqualTo(told.out());
    assertThat(compare(and(tuned, "--tune-schedule", "linear", "--resume")).status()).isEqualTo(2);

    compare(
        "--optimizers",
        "kfac",
        "--validation",
        "0.1",
        "--set",
        "kfac.lr=" + lr,
        "kfac.damping=" + best.get("damping").stringValue());
    assertThat(first("loss / steps,K-FAC,0,12.0,")).isEqualTo(curve);
  }

  @Test
  void everyScheduleIsTriedAtEveryLearningRate() throws IOException {
    String[] tuned = {"--optimizers", "sgd", "--tune", "--tuning-steps", "6", "--quiet"};
    compare(tuned);
    int alone = json("tuning.json").get("sgd").get("trials").size();
    assertThat(series()).anyMatch(line -> line.startsWith("tuning SGD,,1000000,"));
    Told told = compare(and(tuned, "--tune-schedule", "constant,eighths,cosine"));
    assertThat(told.status()).as(told.err()).isZero();
    JsonNode trials = json("tuning.json").get("sgd").get("trials");
    assertThat(alone).isGreaterThanOrEqualTo(5);
    assertThat(trials.size()).isGreaterThanOrEqualTo(9 + 2);
    assertThat(trials.toString())
        .contains("\"schedule\":\"constant\"")
        .contains("\"schedule\":\"eighths\"")
        .contains("\"schedule\":\"cosine\"");
    for (String schedule : List.of("constant", "eighths", "cosine")) {
      assertThat(series()).anyMatch(line -> line.startsWith("tuning SGD," + schedule + ","));
    }
    assertThat(Files.readString(dir.resolve("compare-blobs/report.html")))
        .contains("\"rows\":[\"constant\",\"eighths\",\"cosine\"]")
        .contains("--tune-schedule constant,eighths,cosine");
  }

  private static String[] and(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void refusesSchedulesThatItCannotTune() {
    assertThat(compare("--optimizers", "sgd", "--tune", "--tune-schedule", "cosin").err())
        .isEqualTo(
            "layerwise: --tune-schedule: there is no schedule 'cosin'; want constant, eighths,"
                + " cosine, linear; did you mean cosine?\n");
    Told alone = compare("--optimizers", "sgd", "--tune-schedule", "cosine");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err())
        .isEqualTo(
            "layerwise: --tune-schedule says among which schedules --tune searches; give --tune"
                + " too\n");
  }

  @Test
  void anOptimizerThatDivergesIsAResult() throws IOException {
    Told told = compare("--optimizers", "sgd,adam", "--set", "sgd.lr=1e300", "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out()).containsPattern("SGD +diverged").containsPattern("Adam +[0-9]");
    assertThat(Files.readString(dir.resolve("compare-blobs/report.html"))).contains("diverged");
  }

  @Test
  void groupsAreComparedAsTheyWereSaid() throws IOException {
    Told told =
        compare(
            "--optimizers",
            "adam",
            "--optimizer",
            "matrix:muon;*:adam",
            "--optimizer",
            "matrix:muon(lr=0.1);*:adam",
            "--tune",
            "--tuning-steps",
            "2",
            "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out())
        .containsPattern("\n  matrix:muon; \\*:adam {10} +[0-9.]+ ")
        .containsPattern("\n  matrix:muon\\(lr=0.1\\); \\*:adam +[0-9.]+ ");
    JsonNode settings = json("run.json").get("settings");
    assertThat(settings.get("muon+adam").stringValue()).isEqualTo("matrix:muon; *:adam");
    assertThat(settings.get("muon+adam-2").stringValue()).isEqualTo("matrix:muon(lr=0.1); *:adam");
    assertThat(json("tuning.json").propertyNames()).containsExactly("adam");
    assertThat(series()).anyMatch(line -> line.startsWith("loss / steps,matrix:muon; *:adam,0,"));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(compare("--optimizers", "matrix:muon(lr=0.1),adam").err())
        .contains("'matrix:muon(lr=0.1)' is none; give groups to --optimizer, in quotes,");
    assertThat(compare("--optimizer", "bias:muon;*:adam").status()).isZero();
    assertThat(compare("--optimizer", "biass:muon;*:adam").err())
        .contains("the group biass:muon has no parameters")
        .contains("did you mean bias?");
    assertThat(compare().err())
        .isEqualTo(
            "layerwise: nothing to compare; want --optimizers kfac,adam, or --optimizer for each of"
                + " them\n");
    assertThat(compare("--optimizers", "sgd,adan").err())
        .contains("unknown optimizer 'adan'; did you mean adam?");
    assertThat(compare("--optimizers", "sgd,adam", "--set", "adm.lr=1").err())
        .contains("--set adm.lr=1: want OPTIMIZER.SETTING=VALUE with one of sgd, adam")
        .contains("did you mean adam?");
    assertThat(compare("--optimizers", "sgd", "--set", "lr=1").err())
        .contains("--set lr=1: want OPTIMIZER.SETTING=VALUE with one of sgd");
    assertThat(compare("--optimizers", "sgd", "--set", "sgd.lrr=1").err())
        .contains("sgd has no setting 'lrr'");
    assertThat(compare("--optimizers", "sgd", "--seeds", "0").status()).isEqualTo(2);
    assertThat(compare("--optimizers", "sgd", "--tune", "--tuning-seeds", "2").err())
        .isEqualTo(
            "layerwise: --tuning-seeds is 2; want at least 3: what is best on one seed often fails"
                + " on others\n");
  }
}
