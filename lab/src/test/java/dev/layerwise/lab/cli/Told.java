package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.run.BuildInfo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a command line said, and its exit status. */
record Told(int status, String out, String err) {
  /** Runs command lines in this process, over the given experiments. */
  record Teller(List<Experiment> catalogue, boolean colour, boolean bar) {
    Teller(Experiment... catalogue) {
      this(List.of(catalogue), false, false);
    }

    Told layerwise(Object... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              colour,
              bar,
              80);
      int status =
          new Layerwise(catalogue, console, new BuildInfo("1.2", "abc1234"))
              .run(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
      return new Told(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}
