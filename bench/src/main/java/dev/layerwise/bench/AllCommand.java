package dev.layerwise.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run all}. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "Runs every benchmark; the comparison with PyTorch only where --peers is given.")
final class AllCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "the Python that has PyTorch (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(names = "--peers", paramLabel = "DIR", description = "where bench.py is")
  private Optional<Path> peers;

  @Override
  public Integer call() {
    List<List<String>> commands = new ArrayList<>();
    commands.add(List.of("linalg"));
    commands.add(List.of("draws"));
    commands.add(List.of("theory"));
    peers.ifPresent(
        folder -> commands.add(List.of("peers", "--python", python, "--peers", folder.toString())));
    commands.add(List.of("reproduce"));
    int worst = Bench.DONE;
    for (List<String> command : commands) {
      List<String> line = new ArrayList<>(command);
      line.addAll(List.of("--rounds", Integer.toString(output.rounds)));
      line.addAll(List.of("--out", output.out.toString()));
      worst = Math.max(worst, Bench.commandLine().execute(line.toArray(String[]::new)));
    }
    return worst;
  }
}
