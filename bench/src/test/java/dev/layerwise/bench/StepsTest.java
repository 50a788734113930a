package dev.layerwise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.optim.Cost;
import dev.layerwise.optim.recipe.Recipes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** That the timing of steps works, in small; how long anything takes is not a matter of tests. */
class StepsTest {
  private static final StepProblem PROBLEM = new StepProblem(7, List.of(5, 4, 3));
  private static final int REFRESH = 2;
  private static final int BLOCKS = 2;

  @TempDir private Path folder;

  @Test
  void everyOptimizerOfTheCatalogueIsMeasured() {
    List<StepContestant> contestants = StepContestant.all(REFRESH, List.of());
    assertThat(contestants.stream().map(contestant -> contestant.recipe().name()))
        .containsAll(Recipes.all().stream().map(recipe -> recipe.name()).toList());
    JsonNode measured = new StepSide(PROBLEM, REFRESH, 1, Clocks::thread).measure(contestants);
    for (StepContestant contestant : contestants) {
      JsonNode json = measured.path(contestant.label());
      assertThat(json.path("seconds")).hasSize(1).allMatch(time -> time.asDouble() > 0);
      assertThat(json.path("allocatedBytes")).hasSize(1);
    }
    List<Table> tables = new StepTables(PROBLEM, REFRESH, 1, List.of(measured)).ours(contestants);
    assertThat(tables).hasSize(3).allMatch(table -> table.rows().size() == contestants.size());
  }

  @Test
  void thePhasesOfAStepAddUpToIt() {
    JsonNode sgd = measured("sgd").path("sgd");
    for (int block = 0; block < BLOCKS; block++) {
      double sum = 0;
      for (String phase : List.of("forward/backward", "statistics", "decomposition", "update")) {
        sum += sgd.path(phase).path(block).asDouble();
      }
      // Shares of one sum, so the difference is rounding.
      assertThat(sum).isCloseTo(sgd.path("seconds").path(block).asDouble(), within(1e-12));
    }
  }

  @Test
  void thePassIsCountedByItsProducts() {
    // Forward and both gradients of 5·4 and 4·3 weights for 7 examples, without the gradient at
    // the inputs, and 2 operations to move each weight.
    double expected = 2.0 * 7 * (2 * 5 * 4 + 3 * 4 * 3) + 2 * (5 * 4 + 4 * 3);
    assertThat(PROBLEM.passFlops()).isEqualTo(expected);
  }

  @Test
  void sgdRemembersNothingAndIsCountedSo() {
    JsonNode sgd = measured("sgd").path("sgd");
    assertThat(sgd.path("stateNumbers").asDouble()).isZero();
    assertThat(sgd.path("countedStateNumbers").asDouble()).isEqualTo(Cost.NONE.stateNumbers());
    // Weights and gradients, 20 + 4 + 12 + 3 of each; outputs of 4, 4 and 3 units and gradients.
    assertThat(sgd.path("neededBytes").asDouble()).isEqualTo(8.0 * (2 * 39 + 2 * 7 * 11));
  }

  @Test
  void bareDecompositionsAreTimedAndSucceed() {
    for (Decompositions.Routine routine : Decompositions.Routine.values()) {
      assertThat(new Decompositions(routine, List.of(9, 3), 0).seconds(Clocks::thread))
          .isPositive();
    }
    assertThat(Decompositions.NONE.seconds(Clocks::thread)).isZero();
  }

  @Test
  void theProductsOfARefreshAreCounted() {
    // Eigenvectors of 4, 5, 3 and 4 make roots by n³ operations each.
    assertThat(Decompositions.of("shampoo", PROBLEM.network()))
        .isEqualTo(
            new Decompositions(
                Decompositions.Routine.EIGEN, List.of(4, 5, 3, 4), 64 + 125 + 27 + 64));
    // S Q by 2 n³; the mean of (4, 5) and (3, 4) turned out of one basis and into the other.
    double turned = 2 * 2 * (4 * 5 * (4 + 5) + 3 * 4 * (3 + 4));
    assertThat(Decompositions.of("soap", PROBLEM.network()).productFlops())
        .isEqualTo(2 * (64 + 125 + 27 + 64) + turned);
    assertThat(Decompositions.of("kfac", PROBLEM.network()).orders())
        .containsExactly(4, 6, 3, 5); // with the bias among the inputs
  }

  @Test
  void aSettingIsOverridden() {
    StepContestant sgd =
        StepContestant.chosen(REFRESH, List.of("sgd.momentum=0.5"), List.of("sgd")).getFirst();
    assertThat(sgd.settings().text("momentum")).isEqualTo("0.5");
    assertThatThrownBy(() -> StepContestant.all(REFRESH, List.of("momentum=0.5")))
        .hasMessage("--set momentum=0.5; want OPTIMIZER.SETTING=VALUE, such as kfac.damping=0.1");
    assertThatThrownBy(() -> StepContestant.chosen(REFRESH, List.of(), List.of("gd")))
        .hasMessageContaining("there is no optimizer 'gd'");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the stand-in for Python is a shell
  void stepsRunsBothProgramsInTurnAndWritesBothFiles() throws IOException {
    Path script = folder.resolve("optimizers.py");
    Files.writeString(
        script,
        """
        test "$OMP_NUM_THREADS $*" = "1 --batch 7 --widths 5,4,3 --refresh 2 --rounds 1 --optimizers sgd" || exit 9
        echo '{"torch": "1.0", "dgemmGigaflops": 50, "batch": {"7": {"sgd": {"median": 2.0}}}}'
        """);
    int status =
        run(
            new StringWriter(),
            "--batch=7",
            "--widths=5,4,3",
            "--refresh=2",
            "--optimizers=sgd",
            "--blocks=1",
            "--rounds=2",
            "--peer=" + script,
            "--peer-blas=own",
            "--python=/bin/sh",
            "--out=" + folder);
    assertThat(status).isZero();
    assertThat(folder.resolve("steps.md"))
        .content()
        .contains("### A step of each optimizer, batch 7, 5-4-3")
        .contains("### Measured against counted work, batch 7")
        .contains("### Memory, batch 7")
        .containsPattern("\\| sgd +\\| 2000\\.0 ")
        .contains("PyTorch 1.0 in double precision, with its own BLAS");
    assertThat(folder.resolve("steps.json")).content().contains("\"wallSeconds\"", "\"cores\"");
  }

  @Test
  void stepsSaysWhatIsWrong() {
    assertThat(complaint("--widths=5")).contains("at least two widths of at least 1");
    assertThat(complaint("--widths=5,x")).contains("'5,x'; want whole numbers, such as");
    assertThat(complaint("--blocks=0"))
        .contains("--refresh is 10, --blocks 0 and --threads 1, must be at least 1");
    assertThat(complaint("--peer-blas=mkl")).contains("--peer-blas is 'mkl'; want own or ours");
    assertThat(complaint("--peer=none.py")).contains("no none.py; --peer names the PyTorch script");
  }

  private String complaint(String option) {
    StringWriter err = new StringWriter();
    assertThat(run(err, option, "--out=" + folder)).isEqualTo(2);
    return err.toString();
  }

  private static JsonNode measured(String optimizer) {
    return new StepSide(PROBLEM, REFRESH, BLOCKS, Clocks::thread)
        .measure(StepContestant.chosen(REFRESH, List.of(), List.of(optimizer)));
  }

  private static int run(StringWriter err, String... options) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.getSubcommands().get("steps").setErr(new PrintWriter(err, true));
    List<String> line = new ArrayList<>(List.of("steps"));
    line.addAll(List.of(options));
    return commandLine.execute(line.toArray(String[]::new));
  }
}
