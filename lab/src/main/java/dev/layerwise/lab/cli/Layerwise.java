package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.BuildInfo;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.optim.Nearest;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, without the process: arguments in, text and an exit status out. */
@Command(
    name = "layerwise",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Trains networks with optimizers that precondition each weight matrix from both sides,"
          + " compares them, and re-runs the papers' experiments and judges their claims, one"
          + " command each."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  layerwise train --data spirals:classes=3 --model mlp:2-32-3 --optimizer kfac",
      "                                           a network on made-up data, or on yours",
      "  layerwise compare --data spirals:classes=3 --model mlp:2-32-3 --optimizers kfac,adam"
          + " --tune",
      "                                           several optimizers on one page, each tuned",
      "  layerwise sweep mine.yaml                tasks, methods and grids that a file describes",
      "  layerwise optimizers                     the optimizers, by family",
      "  layerwise optimizers soap                update rule, settings, cost, source of one",
      "  layerwise theory                         what theory predicts, by calculator",
      "  layerwise conformance DIR                replay what reference optimizers did",
      "  layerwise list                           every experiment",
      "  layerwise reproduce concurrence-fig1     run, draw and judge one of them",
      "  layerwise report results/concurrence-fig1    draw and judge it again",
      "  layerwise doctor                         what this machine can do",
      "",
      "Each command says more: layerwise COMMAND --help."
    })
final class Layerwise implements Callable<Integer> {
  /** Done, and every decided claim holds. */
  static final int DONE = 0;

  /** A claim fails. */
  static final int CLAIM_FAILS = 1;

  /** The command line or an input file is wrong. */
  static final int WRONG_INPUT = 2;

  /** A run failed, or a result could not be stored. */
  static final int RUN_FAILED = 3;

  private final Context context;
  private final CommandLine commandLine;

  @Spec private CommandSpec spec;

  /**
   * Makes the command line.
   *
   * @param catalogue the experiments it knows
   * @param console where it speaks
   * @param build which program it says it is
   */
  Layerwise(List<Experiment> catalogue, Console console, BuildInfo build) {
    context = new Context(catalogue, console, build);
    commandLine = new CommandLine(this);
    commandLine.addSubcommand(new ListCommand(context));
    commandLine.addSubcommand(new ReproduceCommand(context));
    commandLine.addSubcommand(new ReportCommand(context));
    commandLine.addSubcommand(new TrainCommand(context));
    commandLine.addSubcommand(new CompareCommand(context));
    commandLine.addSubcommand(new SweepCommand(context));
    commandLine.addSubcommand(new OptimizersCommand(context));
    commandLine.addSubcommand(new TheoryCommand(context));
    commandLine.addSubcommand(new ConformanceCommand(context));
    commandLine.addSubcommand(new DoctorCommand(context));
    commandLine.addSubcommand(new CommandLine.HelpCommand());
    commandLine.registerConverter(Scale.class, Layerwise::scale);
    commandLine.setOut(writer(console.out()));
    commandLine.setErr(writer(console.err()));
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    commandLine.setUsageHelpWidth(100);
    commandLine.setParameterExceptionHandler((e, args) -> complain(sentence(e)));
    commandLine.setExecutionExceptionHandler((e, command, result) -> handle(e));
    CommandLine.IVersionProvider version = () -> new String[] {"layerwise " + build};
    commandLine.getCommandSpec().versionProvider(version);
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(version));
  }

  /**
   * Runs a command.
   *
   * @param args the arguments, without the program's name
   * @return the exit status
   */
  int run(String... args) {
    try {
      return commandLine.execute(args);
    } catch (LinkageError e) {
      // OpenBLAS could not be loaded: its message is a sentence with a remedy.
      Throwable cause = e.getCause();
      boolean wrapped = e instanceof ExceptionInInitializerError && cause != null;
      complain(wrapped ? cause.getMessage() : e.getMessage());
      return RUN_FAILED;
    } catch (OutOfMemoryError e) {
      complain(
          "out of memory ("
              + e.getMessage()
              + "); give Java more, such as LAYERWISE_JAVA_OPTS=-Xmx8g, or use fewer --workers");
      return RUN_FAILED;
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(context.console().out());
    return DONE;
  }

  private int handle(Exception e) {
    return switch (e) {
      case InputException wrong -> complain(wrong.getMessage());
      case StorageException failed -> {
        complain(failed.getMessage());
        yield RUN_FAILED;
      }
      default -> {
        complain("a fault of the program itself: " + e + "; please report it with what follows");
        e.printStackTrace(context.console().err());
        yield RUN_FAILED;
      }
    };
  }

  private int complain(String sentence) {
    context.console().err().println("layerwise: " + sentence);
    return WRONG_INPUT;
  }

  /** Turns what the parser found into one sentence that names the way out. */
  private String sentence(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String help = "; see " + command.qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String argument = unmatched.getUnmatched().getFirst();
      if (argument.startsWith("-")) {
        String name = argument.replaceFirst("=.*", "");
        List<String> known = new ArrayList<>();
        command.options().stream()
            .filter(option -> !option.hidden())
            .forEach(option -> known.addAll(List.of(option.names())));
        return "unknown option '" + name + "'" + Nearest.question(name, known) + help;
      }
      if (command.parent() == null) {
        return "unknown command '"
            + argument
            + "'"
            + Nearest.question(argument, e.getCommandLine().getSubcommands().keySet())
            + help;
      }
      return "'" + argument + "' is one argument too many" + help;
    }
    String message = e.getMessage();
    return Character.toLowerCase(message.charAt(0)) + message.substring(1) + help;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static Scale scale(String label) {
    for (Scale scale : Scale.values()) {
      if (scale.label().equals(label)) {
        return scale;
      }
    }
    throw new TypeConversionException("'" + label + "' is not a scale (quick or paper)");
  }
}
