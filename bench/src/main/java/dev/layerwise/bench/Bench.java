package dev.layerwise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program behind {@code bench/run}. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Measures how fast Layerwise is on this machine, and prints tables with the targets.",
      "",
      "Sides that are compared run in turn, several rounds; ratios are formed pair by pair, so"
          + " that",
      "a machine that is busy with something else disturbs both alike. Still, close what you can.",
      "No target missed is an error: look at the tables."
    },
    subcommands = {
      LinalgCommand.class,
      DrawCommand.class,
      TheoryCommand.class,
      PeersCommand.class,
      FormCommand.class,
      StepsCommand.class,
      WideCommand.class,
      ReproduceCommand.class,
      Figure3Command.class,
      AllCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench/run linalg                        dense operations against the bare native call",
      "  bench/run draws                         random numbers against the product that uses them",
      "  bench/run theory                        the theory's curves of Figure 3",
      "  bench/run peers --python python3 --peers ../peers    training against PyTorch",
      "  bench/run adam-or-gn --peers ../adam_or_gn           each basis and diagonal against"
          + " PyTorch",
      "  bench/run steps                         a step of every optimizer, in steps of SGD",
      "  bench/run wide --peers ../peers/ngd     wide networks against NumPy",
      "  bench/run reproduce                     from the command to the page of Figure 1",
      "  bench/run figure3 --peers ../peers/single_index    Figure 3 against NumPy",
      "  bench/run all --peers ../peers          all of these",
      "",
      "Results: NAME.md and NAME.json in results/bench, or where --out says. Exit status: 0 done,",
      "2 the command line is wrong, 3 a measurement failed."
    })
final class Bench implements Callable<Integer> {
  static final int DONE = 0;
  private static final int WRONG_INPUT = 2;
  private static final int FAILED = 3;

  @Spec private CommandSpec spec;

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Bench());
    commandLine.setUsageHelpWidth(100);
    commandLine.setExecutionExceptionHandler((e, command, result) -> complain(command, e));
    return commandLine;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return DONE;
  }

  private static int complain(CommandLine command, Exception e) throws Exception {
    if (e instanceof IllegalArgumentException || e instanceof IOException) {
      command.getErr().println("bench/run: " + e.getMessage());
      return e instanceof IOException ? FAILED : WRONG_INPUT;
    }
    throw e;
  }

  static double median(List<Double> rounds) {
    return Spread.of(rounds).median();
  }

  /** A target and whether it is met, such as {@code ≤ 1.10 met}. */
  static String target(String bound, boolean met) {
    return bound + (met ? " met" : " missed");
  }

  /**
   * Checks that there is a launcher to time.
   *
   * @throws IllegalArgumentException if there is none
   */
  static void requireProgram(Path launcher) {
    if (!Files.isExecutable(launcher)) {
      throw new IllegalArgumentException(
          launcher + " is not a program; run this in the repository's root, or name --launcher");
    }
  }
}
