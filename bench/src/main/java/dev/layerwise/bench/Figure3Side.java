package dev.layerwise.bench;

import dev.layerwise.lab.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The command line of Layerwise in a process of its own, which leaves its CPU time in a file. */
final class Figure3Side {
  private Figure3Side() {}

  /**
   * Runs a command and writes the CPU seconds that the whole process took.
   *
   * @param args the file, then the command
   */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveTime(file)));
    Main.main(Arrays.copyOfRange(args, 1, args.length));
  }

  private static void leaveTime(Path file) {
    try {
      Files.writeString(file, Double.toString(1e-9 * Clocks.now().process()));
    } catch (IOException e) {
      System.err.println("cannot write " + file + ": " + e.getMessage());
    }
  }
}
