package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.run.FakeExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
  private static final FakeExperiment DECAY = FakeExperiment.named("paper-fig7");
  private static final FakeExperiment OTHER = FakeExperiment.named("paper-fig8");

  @TempDir Path dir;

  @Test
  void reproduceLeavesTheResultFilesAndEndsWithTheTableOfClaims() {
    Told told = layerwise("reproduce", "paper-fig7", "--out", dir.toString());
    Path folder = dir.resolve("paper-fig7");
    assertThat(told.out())
        .isEqualTo(
            """
            paper-fig7: A decay (Paper, Figure 7), quick scale, 3 seeds
              verdict    claim         measured  bound
              holds      decays       3.036e-05  ≤ 1
              undecided  wild-decays             ≤ 1
                         Paper §8: So does the other.
                         Measured: the median
                         Why: a value is missing or not a number
              of 2 claims 1 holds, 1 is undecided
              page: %s
            """
                .formatted(folder.resolve("report.html")));
    assertThat(told.status()).isEqualTo(0);
    for (String file :
        List.of(
            "series.csv",
            "claims.json",
            "run.json",
            "runs.jsonl",
            "report.html",
            "figure-1.svg",
            "figure-1.png")) {
      assertThat(folder.resolve(file)).isNotEmptyFile();
    }
    assertThat(folder.toFile().list()).hasSize(7);
    assertThat(dir.resolve("index.html")).doesNotExist();
  }

  @Test
  void elsewhereThanOnATerminalThereIsOneLineForEachFinishedRun() {
    Told told = layerwise("reproduce", "paper-fig7", "--out", dir.toString(), "--workers", "1");
    assertThat(told.err().lines())
        .hasSize(6)
        .allMatch(line ->
            line.matches(
                "\\[\\d/6] paper-fig7 quick,setting=(high|low),seed=\\d: \\d+\\.\\d s;"
                    + " Wild, (high|low) diverged at iteration 42"))
        .first()
        .asString()
        .startsWith("[1/6] paper-fig7 quick,setting=high,seed=0: ");
  }

  @Test
  void quietShowsNoProgress() {
    Told told = layerwise("reproduce", "paper-fig7", "--out", dir.toString(), "--quiet");
    assertThat(told.err()).isEmpty();
    assertThat(told.out()).contains("of 2 claims");
  }

  @Test
  void seriesCsvHasARowForEachPointInTheOrderOfTheCells() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir.toString(), "--seeds", "1");
    assertThat(dir.resolve("paper-fig7/series.csv"))
        .hasContent(
            """
            panel,series,seed,x,y
            loss,"Slow, high",0,0.0,1.0
            loss,"Wild, high",0,0.0,1.0
            loss,"Slow, high",0,10.0,0.3486784401000001
            loss,"Wild, high",0,10.0,28.03162489452614
            loss,"Slow, high",0,100.0,2.6561398887587544E-5
            loss,"Wild, high",0,100.0,NaN
            loss,"Slow, low",0,0.0,1.0
            loss,"Wild, low",0,0.0,1.0
            loss,"Slow, low",0,10.0,0.3486784401000001
            loss,"Wild, low",0,10.0,28.03162489452614
            loss,"Slow, low",0,100.0,2.6561398887587544E-5
            loss,"Wild, low",0,100.0,NaN
            """);
    assertThat(Files.readString(dir.resolve("paper-fig7/series.csv"))).endsWith("NaN\n");
  }

  @Test
  void claimsJsonHoldsEveryVerdict() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir.toString());
    JsonNode claims = json("paper-fig7/claims.json");
    assertThat(claims.size()).isEqualTo(2);
    assertThat(claims.get(0).toString())
        .matches(
            "\\{\"id\":\"decays\",\"source\":\"Paper §7\",\"statement\":\"The loss decays.\","
                + "\"measured\":3\\.03\\d+E-5,\"relation\":\"≤\",\"bound\":1\\.0,"
                + "\"verdict\":\"holds\",\"evidence\":\"the median over seeds\",\"reading\":\"\"}");
    assertThat(claims.get(1).get("measured").isNull()).isTrue();
    assertThat(claims.get(1).get("verdict").stringValue()).isEqualTo("undecided");
  }

  @Test
  void runJsonSaysHowTheNumbersWereMade() throws IOException {
    layerwise(
        "reproduce",
        "paper-fig7",
        "--out",
        dir.toString(),
        "--seeds=2",
        "--scale=paper",
        "--workers=3");
    JsonNode run = json("paper-fig7/run.json");
    assertThat(run.get("id").stringValue()).isEqualTo("paper-fig7");
    assertThat(run.get("version").stringValue()).isEqualTo("1.2");
    assertThat(run.get("commit").stringValue()).isEqualTo("abc1234");
    assertThat(run.get("command").stringValue())
        .isEqualTo("./layerwise reproduce paper-fig7 --scale paper --seeds 2");
    assertThat(run.get("scale").stringValue()).isEqualTo("paper");
    assertThat(run.get("seeds").toString()).isEqualTo("[0,1]");
    assertThat(run.get("settings").get("iterations").toString()).isEqualTo("[0,10,100]");
    assertThat(run.get("settings").get("eta").doubleValue()).isEqualTo(0.1);
    assertThat(run.get("threads").intValue()).isEqualTo(3);
    assertThat(run.get("seconds").toString()).isEqualTo("{\"Slow, high\":0.5,\"Slow, low\":0.5}");
    assertThat(run.get("start").stringValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(run.get("jvm").stringValue()).contains(System.getProperty("java.vm.version"));
    assertThat(run.get("os").stringValue()).startsWith(System.getProperty("os.name"));
    assertThat(run.get("cpu").stringValue()).isNotBlank();
    assertThat(run.get("events").size()).isEqualTo(4);
    assertThat(run.get("failures").size()).isZero();
  }

  @Test
  void resultsDoNotDependOnTheNumberOfWorkers() {
    layerwise("reproduce", "paper-fig7", "--out", dir.resolve("1").toString(), "--workers", "1");
    layerwise("reproduce", "paper-fig7", "--out", dir.resolve("3").toString(), "--workers", "3");
    assertThat(dir.resolve("1/paper-fig7/series.csv"))
        .hasSameBinaryContentAs(dir.resolve("3/paper-fig7/series.csv"));
    assertThat(dir.resolve("1/paper-fig7/claims.json"))
        .hasSameBinaryContentAs(dir.resolve("3/paper-fig7/claims.json"));
  }

  @Test
  void aClaimThatFailsIsStatusOneAndSaysUnderWhichReadingItWouldHold() {
    Told told =
        new Told.Teller(DECAY.withBound(1e-9)).layerwise("reproduce", "paper-fig7", "--out", dir);
    assertThat(told.status()).isEqualTo(1);
    assertThat(told.out())
        .contains("  fails      decays       3.036e-05  ≤ 1.000e-09\n")
        .contains("             It would hold: with a larger bound.\n")
        .contains("  of 2 claims 1 fails, 1 is undecided\n");
  }

  @Test
  void aRunThatFailsIsStatusThreeAndTheOthersAreStored() throws IOException {
    Experiment partly =
        DECAY.with(cell -> {
          if (cell.id().equals("quick,setting=low,seed=1")) {
            throw new IllegalStateException("boom");
          }
        });
    Told told =
        new Told.Teller(partly)
            .layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet", "--workers", "2");
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.err())
        .startsWith(
            "layerwise: 1 run of paper-fig7 failed, first quick,setting=low,seed=1:"
                + " IllegalStateException: boom (at ")
        .endsWith("; --resume tries again what failed\n")
        .hasLineCount(1);
    assertThat(told.out()).contains("of 2 claims");
    assertThat(Files.readAllLines(dir.resolve("paper-fig7/series.csv"))).hasSize(1 + 5 * 6);
    assertThat(Files.readString(dir.resolve("paper-fig7/report.html")))
        .contains("ended when its run failed; its points are missing.");
    assertThat(json("paper-fig7/run.json").get("failures").get(0).get("cell").stringValue())
        .isEqualTo("quick,setting=low,seed=1");

    Told again = layerwise("reproduce", "paper-fig7", "--out", dir.toString(), "--resume");
    assertThat(again.status()).isEqualTo(0);
    assertThat(again.err()).hasLineCount(1).startsWith("[6/6] paper-fig7 quick,setting=low,seed=1");
    layerwise("reproduce", "paper-fig7", "--out", dir.resolve("whole").toString());
    assertThat(dir.resolve("paper-fig7/series.csv"))
        .hasSameBinaryContentAs(dir.resolve("whole/paper-fig7/series.csv"));
  }

  @Test
  void severalExperimentsAlsoMakeAnIndex() {
    Told told = layerwise("reproduce", "all", "--out", dir.toString(), "--quiet");
    assertThat(told.status()).isEqualTo(0);
    assertThat(told.out())
        .contains("paper-fig7: A decay")
        .contains("paper-fig8: A decay")
        .endsWith(
            "2 experiments: of 4 claims 2 hold, 2 are undecided\nall experiments: "
                + dir.resolve("index.html")
                + "\n");
    assertThat(dir.resolve("index.html")).content().contains("paper-fig7", "paper-fig8");
  }

  @Test
  void figuresOfAnEarlierVersionDoNotStay() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("paper-fig7"));
    for (String stale : List.of("figure-1.svg", "figure-2.svg", "figure-2.png", "figure-3.png")) {
      Files.writeString(folder.resolve(stale), "stale");
    }
    layerwise("reproduce", "paper-fig7", "--out", dir);
    assertThat(folder.toFile().list((_, name) -> name.startsWith("figure-")))
        .containsExactlyInAnyOrder("figure-1.svg", "figure-1.png");
  }

  @Test
  void reportJudgesAgainFromStoredResults() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir.toString());
    Path folder = dir.resolve("paper-fig7");
    byte[] claims = Files.readAllBytes(folder.resolve("claims.json"));
    Files.delete(folder.resolve("claims.json"));
    Files.delete(folder.resolve("report.html"));
    Files.delete(folder.resolve("figure-1.svg"));
    Told told = layerwise("report", folder.toString());
    assertThat(told.status()).isEqualTo(0);
    assertThat(folder.resolve("claims.json")).hasBinaryContent(claims);
    assertThat(folder.resolve("report.html")).isNotEmptyFile();
    assertThat(folder.resolve("figure-1.svg")).isNotEmptyFile();
    assertThat(told.out()).contains("of 2 claims 1 holds, 1 is undecided");

    Told all = layerwise("report", dir.toString());
    assertThat(all.status()).isEqualTo(0);
    assertThat(all.out()).endsWith("all experiments: " + dir.resolve("index.html") + "\n");
    assertThat(new Told.Teller(DECAY.withBound(1e-9)).layerwise("report", folder).status())
        .isEqualTo(1);
  }

  @Test
  void listShowsEveryExperiment() throws IOException {
    Told told = layerwise("list");
    assertThat(told.out())
        .isEqualTo(
            """
            paper-fig7  Paper, Figure 7: A decay
                That a geometric sequence decays.
                usual time on two cores: quick 1 s, paper 2.0 h
            paper-fig8  Paper, Figure 7: A decay
                That a geometric sequence decays.
                usual time on two cores: quick 1 s, paper 2.0 h
            Run one with: layerwise reproduce ID
            """);
    JsonNode json = JsonMapper.shared().readTree(layerwise("list", "--json").out());
    assertThat(json.get(1).toString())
        .isEqualTo(
            "{\"id\":\"paper-fig8\",\"paper\":\"Paper\",\"place\":\"Figure 7\","
                + "\"title\":\"A decay\",\"shows\":\"That a geometric sequence decays.\","
                + "\"quickSeconds\":1,\"paperSeconds\":7300,\"data\":[]}");
  }

  @Test
  void helpTeachesWithExamples() {
    assertThat(layerwise().out()).isEqualTo(layerwise("--help").out()).contains("Examples:");
    assertThat(layerwise("reproduce", "--help").out())
        .contains("--scale=quick|paper", "--resume", "layerwise reproduce concurrence-fig1")
        .contains("Exit status: 0 done, and every decided claim holds; 1 a claim fails;")
        .contains("--print-sweep")
        .doesNotContain("--engine", "--master");
    assertThat(layerwise("--version").out()).isEqualTo("layerwise 1.2 (abc1234)\n");
    assertThat(layerwise("list", "--version").out()).isEqualTo("layerwise 1.2 (abc1234)\n");
    assertThat(layerwise("help", "report").out()).isEqualTo(layerwise("report", "-h").out());
  }

  @Test
  void doctorSaysWhatThisMachineCanDo() throws IOException {
    Told told = layerwise("doctor");
    assertThat(told.status()).isZero();
    assertThat(told.out().lines().map(line -> line.split(" ", -1)[0]).filter(w -> !w.isEmpty()))
        .containsSubsequence(
            "layerwise",
            "Java",
            "Java",
            "system",
            "processor",
            "BLAS",
            "kernel",
            "library",
            "threads",
            "speed",
            "memory",
            "results",
            "missing");
    assertThat(told.out())
        .contains("layerwise  1.2 (abc1234)\n")
        .contains("results    " + Path.of("results").toAbsolutePath())
        .containsPattern("product of 100 × 100: [0-9.]+ GFLOP/s")
        .containsPattern("product of 1024 × 1024: [0-9.]+ GFLOP/s");

    JsonNode json = JsonMapper.shared().readTree(layerwise("doctor", "--json").out());
    assertThat(json.get("gflops").get("1024").doubleValue()).isPositive();
    assertThat(json.get("blas").get("kernel").stringValue()).isNotBlank();
    assertThat(json.get("missing").isArray()).isTrue();
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(dir.resolve(file)));
  }

  private static Told layerwise(Object... args) {
    return new Told.Teller(DECAY, OTHER).layerwise(args);
  }
}
