package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.run.FakeExperiment;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.theory.Calculator;
import dev.layerwise.lab.theory.Calculators;
import dev.layerwise.optim.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code theory}. */
final class TheoryCommandTest {
  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(FakeExperiment.named("paper-fig7")).layerwise(args);
  }

  private static Told line(String line) {
    return layerwise((Object[]) line.split(" ", -1));
  }

  private static JsonNode json(String line) {
    Told told = line(line + " --json");
    assertThat(told.err()).isEmpty();
    assertThat(told.status()).isZero();
    return Json.parse(told.out());
  }

  private static void holds(JsonNode answer, String field, double value) {
    assertThat(answer.get(field).asDouble())
        .as(field)
        .isCloseTo(value, within(1e-12 * Math.abs(value)));
  }

  @Test
  void theListNamesEveryCalculatorAndWhatItCanBeAsked() {
    Told told = layerwise("theory");
    assertThat(told.status()).isZero();
    for (Calculator calculator : Calculators.all()) {
      assertThat(told.out()).contains(calculator.name() + "\n  ");
      for (Setting setting : calculator.settings()) {
        assertThat(told.out()).contains("\n  " + setting.name() + " ");
      }
    }
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(told.out()).endsWith("Ask one with: layerwise theory NAME --set SETTING=VALUE\n");
  }

  @Test
  void theListInJsonHoldsTheSame() {
    JsonNode list = json("theory");
    assertThat(list.valueStream().map(node -> node.get("name").asString()))
        .startsWith("single-index", "teacher", "convergence");
    assertThat(list.get(0).get("settings").get(1).get("default").asString()).isEqualTo("5000");
  }

  @Test
  void theFigureOfThePaperIsAnsweredWithoutASetting() {
    Told told = layerwise("theory", "single-index");
    assertThat(told.status()).isZero();
    assertThat(told.out())
        .contains("\n  corr_sgd     0.7474350928  correlation of SGD's direction with β⋆\n")
        .contains("\n  corr_kfac    0.7942098153  ")
        .contains("\n  psi1         1  ")
        .contains("\n  n         5000   examples in the step\n");
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void jsonHasTheFieldsInFullPrecision() {
    JsonNode answer =
        json("theory single-index --set dx=900 n=5000 eps=0.5 lambda=0.1 noise=1 teacher=paper");
    holds(answer, "corr_sgd", 0.747435092751936);
    holds(answer, "corr_kfac", 0.8088754758335489);
    holds(answer, "psi1", 0.8675894196210254);
    holds(answer, "psi2", 0.7587995284083183);
    holds(answer, "psi3", 1.087898912127071);
    holds(answer, "m", 1.3241058037897442);
    holds(answer, "m_prime", 2.3620689166267326);
    holds(answer, "kappa", 0.11850673393245564);
    holds(answer, "best_lambda", 0.36);
    holds(answer, "best_corr", 0.8171955508335333);
    assertThat(answer.get("calculator").asString()).isEqualTo("single-index");
    assertThat(answer.get("settings").get("lambda").asString()).isEqualTo("0.1");
    assertThat(answer.has("undefined")).isFalse();
  }

  @Test
  void severalRidgesMakeLists() {
    JsonNode answer = json("theory single-index --set lambda=0,0.36,1e6");
    assertThat(answer.get("lambda").valueStream().map(JsonNode::asDouble))
        .containsExactly(0.0, 0.36, 1e6);
    assertThat(answer.get("corr_kfac").get(1).asDouble())
        .isCloseTo(0.8171955508335333, within(1e-12));
    assertThat(line("theory single-index --set lambda=0,0.36").out())
        .contains("  corr_kfac    list          correlation of K-FAC's direction with β⋆\n")
        .contains("\n  lambda     0             0.36\n  corr_kfac  0.7942098153  0.8171955508\n");
  }

  @Test
  void theSpectrumMayBeAListOrAFile() throws IOException {
    JsonNode two = json("theory single-index --set lambda=0.1 dx=900");
    JsonNode list = json("theory single-index --set lambda=0.1 dx=900 spectrum=1.5,0.5");
    Path file = Files.writeString(dir.resolve("t.csv"), "eigenvalue\n" + "1.5\n0.5\n".repeat(450));
    JsonNode read = json("theory single-index --set lambda=0.1 spectrum=" + file);
    Told told =
        layerwise("theory", "single-index", "--set", "spectrum=" + "1.5,0.5,".repeat(50) + 1);
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(told.out()).contains("\n  spectrum  1.5,0.5,…5,0.5,1.5,0.5,1  ");
    for (String field : List.of("corr_sgd", "corr_kfac", "psi3", "m_prime", "phi")) {
      holds(list, field, two.get(field).asDouble());
      holds(read, field, two.get(field).asDouble());
    }
  }

  @Test
  void theVarianceOfTheTeacherIsTheMeanEigenvalue() {
    JsonNode answer =
        json("theory single-index --set dx=400 n=2000 spectrum=0.75,0.25 teacher=he3 lambda=0");
    holds(answer, "c1", -0.6123724356957945);
    // Two digits more than the table of the reference has.
    assertThat(answer.get("corr_sgd").asDouble()).isCloseTo(-0.6143, within(5e-5));
  }

  @Test
  void whatHasNoValueIsNullWithTheReason() {
    JsonNode answer = json("theory single-index --set dx=1800 n=900 teacher=he3");
    assertThat(answer.get("m").isNull()).isTrue();
    assertThat(answer.get("best_lambda").isNull()).isTrue();
    assertThat(answer.get("undefined").get("m").asString())
        .isEqualTo("at lambda = 0 with phi = dx/n > 1 the sample covariance is singular");
    assertThat(answer.get("undefined").get("best_lambda").asString())
        .isEqualTo("c1 = 0: no ridge makes the direction visible");
    assertThat(line("theory single-index --set dx=1800 n=900").out())
        .contains("  m            none  ")
        .contains("; none: at lambda = 0");
    JsonNode lists = json("theory single-index --set dx=1800 n=900 lambda=0,1");
    assertThat(lists.get("m").get(0).isNull()).isTrue();
    assertThat(lists.get("m").get(1).asDouble()).isPositive();
    assertThat(lists.get("undefined").has("m")).isTrue();
  }

  @Test
  void theTeacherIsAnswered() {
    JsonNode answer = json("theory teacher --set activation=gelu variance=2");
    holds(answer, "c1", 0.5);
    holds(answer, "c2", 0.9220828721100175);
    holds(answer, "c_gt1_2", 0.42208287211001727);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          single-indx | unknown calculator 'single-indx'; did you mean single-index? (there are
          single-index --set lamda=1 | single-index has no setting 'lamda'; did you mean lambda? (there are dx, n, eps, spectrum, lambda, noise, teacher)
          teacher --set activation=tahn | --set activation=tahn: want one of paper, erf, gelu,
          teacher --set variance=0 | --set variance=0: want a number from 1e-100 to 1e100
          single-index --set dx=899 | single-index: dx=899 is odd, and half of the eigenvalues are to be 1 + eps, half 1 - eps; want an even dx, or a spectrum
          single-index --set dx=900 n=900 | single-index: dx=900, n=900, lambda=0: at phi = dx/n = 1 the covariance has no inverse in the limit and psi3 is infinite; want lambda above 0, or another n
          single-index --set lambda=-1 | single-index: lambda=-1: a ridge below 0 has no meaning here; want numbers of at least 0
          single-index --set lambda=1e200 | single-index: lambda=1e200: a ridge that far from 1 leaves the range of the arithmetic; want 0, or numbers from 1e-100 to 1e100
          single-index --set noise=1e101 | --set noise=1e101: want a number from 0 to 1e100
          single-index --set lambda=1,,2 | single-index: lambda=1,,2: '' is not a number; want numbers with commas between them
          single-index --set lambda=NaN | single-index: lambda=NaN: 'NaN' is not a number; want numbers with commas between them
          single-index --set eps=1 | --set eps=1: want a number from 0 up to, not including, 1
          single-index --set eps=-0.1 | --set eps=-0.1: want a number from 0 up to, not including, 1
          single-index --set eps=much | --set eps=much: want a number from 0 up to, not including, 1
          single-index --set noise=-1 | --set noise=-1: want a number from 0 to 1e100
          single-index --set noise=Infinity | --set noise=Infinity: want a number from 0 to 1e100
          single-index --set n=0 | --set n=0: want a whole number of at least 1
          single-index --set dx=0 | single-index: dx=0: want a whole number of at least 1, or auto
          single-index --set dx=9.5 | single-index: dx=9.5: want a whole number of at least 1, or auto
          single-index --set spectrum=nowhere.csv | single-index: spectrum=nowhere.csv is neither numbers with commas between them nor a file; want one of the two
          single-index --set spectrum=1,-2 | single-index: spectrum=1,-2 holds the eigenvalue -2.0; want numbers from 1e-100 to 1e100
          single-index --set spectrum=1,2 eps=0.3 | single-index: eps=0.3 and spectrum=1,2 both say the eigenvalues; want one of them
          single-index --set spectrum=1,2 dx=7 | single-index: dx=7 and a spectrum of 2 eigenvalues, each for as many dimensions as the others; want a multiple of 2, or leave dx out
          --set n=5 | --set n is for a calculator; name one
          teacher convergence | 'convergence' is one argument too many; see layerwise theory --help
          """)
  void aWrongRequestIsOneSentenceAndStatusTwo(String request, String sentence) {
    Told told = line("theory " + request);
    assertThat(told.err()).startsWith("layerwise: " + sentence).hasLineCount(1);
    assertThat(told.out()).isEmpty();
    assertThat(told.status()).isEqualTo(2);
  }

  @Test
  void aWrongFileOfEigenvaluesIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("t.csv"), "1\ntwo\n");
    Told told = layerwise("theory", "single-index", "--set", "spectrum=" + file);
    assertThat(told)
        .isEqualTo(
            new Told(
                2,
                "",
                "layerwise: " + file + ", line 2, column 1 holds 'two'; want a finite number\n"));
    assertThat(layerwise("theory", "single-index", "--set", "spectrum=" + dir).err())
        .startsWith("layerwise: cannot read " + dir)
        .hasLineCount(1);
  }

  @Test
  void anOddDimensionNeedsNoHalvesWhereAllEigenvaluesAreOne() {
    holds(json("theory single-index --set dx=899 n=8990 eps=0"), "phi", 0.1);
  }

  @Test
  void thePageShowsWhatTheCommandsPrint() throws IOException {
    String page = Files.readString(Path.of("../docs/theory.md"));
    Matcher block = Pattern.compile("```\n\\$ ./layerwise (.*)\n([^`]*)```").matcher(page);
    int blocks = 0;
    while (block.find()) {
      assertThat(line(block.group(1)).out()).as(block.group(1)).isEqualTo(block.group(2));
      blocks++;
    }
    assertThat(blocks).isEqualTo(4);
  }

  @Test
  void helpTeachesByExample() {
    assertThat(layerwise("theory", "--help").out())
        .contains("layerwise theory single-index --set lambda=0,0.36,1 eps=0.9");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyAnswerOfDefaultsFitsEightyColumns(String name) {
    Told told = layerwise("theory", name);
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
  }

  static Stream<String> names() {
    return Stream.of("single-index", "teacher", "convergence");
  }
}
