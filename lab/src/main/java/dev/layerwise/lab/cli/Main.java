package dev.layerwise.lab.cli;

import dev.layerwise.lab.experiments.Catalogue;
import dev.layerwise.lab.run.BuildInfo;

/** The program. The only place that ends the process. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param args the command line; {@code --help} explains it
   */
  public static void main(String[] args) {
    Console console = Console.system();
    new Warnings(console.err(), console.bar()).install();
    Layerwise layerwise = new Layerwise(Catalogue.all(), console, BuildInfo.current());
    int status = layerwise.run(args);
    System.out.flush();
    System.exit(status);
  }
}
