package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.run.FakeExperiment;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conformance} and {@code optimizers}. */
final class OptimizerCommandsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(FakeExperiment.named("paper-fig7")).layerwise(args);
  }

  @BeforeEach
  void copy() throws IOException {
    for (String name : new String[] {"torch_sgd_net", "muon_newton_schulz"}) {
      Files.copy(GOLDEN.resolve(name + ".json"), dir.resolve(name + ".json"));
    }
  }

  private Path change(String from, String to) throws IOException {
    String text = Files.readString(dir.resolve("torch_sgd_net.json"));
    assertThat(text.contains(from)).isTrue();
    return Files.writeString(dir.resolve("changed.json"), text.replace(from, to));
  }

  @Test
  void aFolderOfPassingRunsIsStatusZero() {
    Told told = layerwise("conformance", dir);
    assertThat(told.err()).isEmpty();
    assertThat(told.status()).isZero();
    assertThat(told.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("torch.optim.SGD"),
            line ->
                assertThat(line)
                    .matches("  pass         torch_sgd_net.json +4 steps  [\\d.e-]+ ≤ 1e-09"),
            line -> assertThat(line).isEqualTo("Values of single functions, for unit tests"),
            line -> assertThat(line).isEqualTo("  not a run    muon_newton_schulz.json"),
            line -> assertThat(line).isEqualTo("of 1 run 1 passes; 1 file is not a run"));
  }

  @Test
  void filesThatAreNoRunsDoNotFail() {
    Told told = layerwise("conformance", dir.resolve("muon_newton_schulz.json"));
    assertThat(told.status()).isZero();
    assertThat(told.out()).endsWith("no runs; 1 file is not a run\n");
  }

  @Test
  void aFailureIsStatusOne() throws IOException {
    Told told = layerwise("conformance", change("\"lr\":0.1", "\"lr\":0.11"));
    assertThat(told.status()).isEqualTo(1);
    assertThat(told.out())
        .containsPattern("  fail         changed.json +4 steps  \\d\\.\\de-0\\d ≰ 1e-09\n")
        .endsWith("of 1 run 1 fails\n");
  }

  @Test
  void whatIsUnsupportedIsNamedAndStatusOne() throws IOException {
    change("\"lr\":0.1", "\"lr\":0.1,\"cats\":2");
    Told told = layerwise("conformance", dir);
    assertThat(told.status()).isEqualTo(1);
    assertThat(told.out())
        .contains("  unsupported  changed.json\n               missing: hyper.cats = 2\n")
        .endsWith("of 2 runs 1 passes, 1 is unsupported; 1 file is not a run\n");
  }

  @Test
  void aWrongFileIsStatusTwoAndTheOthersAreReplayed() throws IOException {
    Path changed = change("golden/1", "golden/9");
    Told told = layerwise("conformance", dir);
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "layerwise: "
                + changed
                + ": field 'schema' is \"layerwise-golden/9\"; want \"layerwise-golden/1\"\n");
    assertThat(told.out()).endsWith("of 1 run 1 passes; 1 file is not a run\n");
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    change("\"lr\":0.1", "\"lr\":0.1,\"cats\":2");
    Told told = layerwise("conformance", dir, "--json");
    assertThat(told.status()).isEqualTo(1);
    assertThat(told.out())
        .contains("\"outcome\" : \"pass\"")
        .contains("\"outcome\" : \"unsupported\",\n  \"missing\" : \"hyper.cats = 2\"")
        .contains("\"outcome\" : \"not a run\"")
        .contains("\"tolerance\" : 1.0E-9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conformance                | missing required parameter: 'FILE|DIR'; see layerwise conformance --help
          conformance nowhere        | nowhere does not exist; want a file of schema layerwise-golden/1 or a folder of them
          conformance src            | src holds no *.json; want a file of schema layerwise-golden/1 or a folder of them
          optimizers sdg             | unknown optimizer 'sdg'; did you mean sgd? (layerwise optimizers shows all
          optimizers --layer 5       | --layer is 5; want OUTxIN, such as 256x785
          optimizers --layer 0x5     | --layer is 0x5; want OUTxIN, such as 256x785
          optimizers --batch 0       | --batch is 0; want a number of at least 1
          """)
  void aWrongCommandLineIsOneSentenceAndStatusTwo(String line, String sentence) {
    Told told = layerwise((Object[]) line.split(" ", -1));
    assertThat(told.err()).startsWith("layerwise: " + sentence).hasLineCount(1);
    assertThat(told.status()).isEqualTo(2);
  }

  @Test
  void theCatalogueFitsEightyColumns() {
    Told told = layerwise("optimizers");
    assertThat(told.status()).isZero();
    assertThat(told.out()).contains("sgd").endsWith("See one with: layerwise optimizers NAME\n");
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void oneSaysItsUpdateRuleSettingsCostAndSource() {
    Told told = layerwise("optimizers", "sgd");
    assertThat(told.status()).isZero();
    assertThat(told.out())
        .startsWith("SGD (sgd)\n")
        .contains("\nupdate rule\n  " + Recipes.named("sgd").equations().getFirst() + "\n")
        .contains("\n  basis     I, I\n  spectrum  1\n")
        .contains(
            "\nsettings, with defaults\n  from: PyTorch, where no other source is in brackets\n")
        .contains("\ncounted cost of a step on a layer of 256 × 785, batch 512\n")
        .contains("\nneighbours\n")
        .contains("\nsource\n");
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(layerwise("optimizers", "sgd", "--json").out())
        .contains("\"name\" : \"sgd\"")
        .contains("\"forwardBackwardFlops\" : 6.173");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyOneFitsEightyColumns(String name) {
    Told told = layerwise("optimizers", name);
    assertThat(told.status()).isZero();
    assertThat(told.out().lines()).allMatch(line -> line.length() <= 80);
  }

  static Stream<String> names() {
    return Recipes.all().stream().map(Recipe::name);
  }
}
