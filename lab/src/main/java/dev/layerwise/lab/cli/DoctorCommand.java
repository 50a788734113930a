package dev.layerwise.lab.cli;

import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.run.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code layerwise doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says what this machine can do, and what is missing.",
    footerHeading = "%n",
    footer = {
      "Prints JVM, BLAS and why its kernel was chosen, threads, the measured speed of products of",
      "100 × 100 and 1024 × 1024, where results go, and for what is missing the remedy.",
      "",
      "Exit status: 0, or 3 if something is missing without which nothing can run."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final double GIB = 1 << 30;

  private final Context context;

  @Option(names = "--json", description = "print JSON instead")
  private boolean json;

  DoctorCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Checkup checkup = Checkup.now(context.build());
    PrintStream out = context.console().out();
    if (json) {
      out.print(Json.pretty(tree(checkup)));
    } else {
      print(checkup);
    }
    boolean able = checkup.missing().stream().noneMatch(Checkup.Missing::needed);
    return able ? Layerwise.DONE : Layerwise.RUN_FAILED;
  }

  private void print(Checkup checkup) {
    RunFacts.Environment environment = checkup.environment();
    row("layerwise", context.build().toString());
    row("Java", environment.jvm());
    row("Java home", System.getProperty("java.home"));
    row("system", environment.os());
    row("processor", environment.cpu());
    row("BLAS", checkup.blas().backend() + " " + checkup.blas().version());
    row("kernel", checkup.blas().kernel() + ": " + checkup.blas().kernelReason());
    row("library", checkup.blas().library().map(Path::toString).orElse("none"));
    row(
        "threads",
        environment.threads()
            + " runs at once, "
            + checkup.blas().threads()
            + " BLAS thread"
            + (checkup.blas().threads() == 1 ? "" : "s")
            + " each");
    row("speed", "product of 100 × 100: " + speed(checkup, 100));
    row("", "product of 1024 × 1024: " + speed(checkup, 1024));
    row("memory", gib(checkup.memory().heap()) + " for Java at most");
    row("results", checkup.results() + " (" + gib(checkup.memory().disk()) + " free)");
    if (checkup.missing().isEmpty()) {
      row("missing", "nothing");
    }
    for (Checkup.Missing missing : checkup.missing()) {
      row("missing", missing.what() + (missing.needed() ? "" : " (not needed for results)"));
      row("", "remedy: " + missing.remedy());
    }
  }

  private void row(String name, String value) {
    String[] lines = new Wrapped(context.console().columns(), 11).of(value).split("\n", -1);
    lines[0] = name + lines[0].substring(name.length());
    context.console().out().print(String.join("\n", lines));
  }

  private static String speed(Checkup checkup, int n) {
    return String.format(Locale.ROOT, "%.1f GFLOP/s", checkup.gflops().get(n));
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }

  private ObjectNode tree(Checkup checkup) {
    RunFacts.Environment environment = checkup.environment();
    ObjectNode tree = Json.object();
    tree.put("version", context.build().version());
    tree.put("commit", context.build().commit());
    tree.put("jvm", environment.jvm());
    tree.put("javaHome", System.getProperty("java.home"));
    tree.put("os", environment.os());
    tree.put("cpu", environment.cpu());
    ObjectNode blas = tree.putObject("blas");
    blas.put("backend", checkup.blas().backend());
    blas.put("version", checkup.blas().version());
    blas.put("kernel", checkup.blas().kernel());
    blas.put("reason", checkup.blas().kernelReason());
    blas.put("threads", checkup.blas().threads());
    blas.put("library", checkup.blas().library().map(Path::toString).orElse(""));
    tree.put("threads", environment.threads());
    ObjectNode gflops = tree.putObject("gflops");
    gflops.put("100", checkup.gflops().get(100));
    gflops.put("1024", checkup.gflops().get(1024));
    tree.put("maxHeapBytes", checkup.memory().heap());
    tree.put("results", checkup.results().toString());
    tree.put("freeDiskBytes", checkup.memory().disk());
    ArrayNode missing = tree.putArray("missing");
    for (Checkup.Missing m : checkup.missing()) {
      missing.addObject().put("what", m.what()).put("needed", m.needed()).put("remedy", m.remedy());
    }
    return tree;
  }
}
