package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.run.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code layerwise list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists every experiment: id, paper and figure, what it shows, usual time.")
final class ListCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--json", description = "print JSON instead")
  private boolean json;

  ListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintStream out = context.console().out();
    if (json) {
      out.print(Json.pretty(tree()));
      return Layerwise.DONE;
    }
    int width = context.ids().stream().mapToInt(String::length).max().orElse(0);
    for (Experiment experiment : context.catalogue()) {
      ExperimentInfo info = experiment.info();
      out.println(
          info.id()
              + " ".repeat(width - info.id().length() + 2)
              + info.paper()
              + ", "
              + info.place()
              + ": "
              + info.title());
      new Wrapped(context.console().columns(), 4).print(out, info.shows());
      out.println(
          "    usual time on two cores: quick "
              + duration(info.quickSeconds())
              + ", paper "
              + duration(info.paperSeconds()));
      if (experiment instanceof NeedsData needy) {
        out.println("    needs --data DIR: " + String.join(", ", titles(needy)));
      }
    }
    out.println("Run one with: layerwise reproduce ID");
    return Layerwise.DONE;
  }

  private ArrayNode tree() {
    ArrayNode array = (ArrayNode) Json.tree(List.of());
    for (Experiment experiment : context.catalogue()) {
      ExperimentInfo info = experiment.info();
      ObjectNode node = array.addObject();
      node.put("id", info.id());
      node.put("paper", info.paper());
      node.put("place", info.place());
      node.put("title", info.title());
      node.put("shows", info.shows());
      node.put("quickSeconds", info.quickSeconds());
      node.put("paperSeconds", info.paperSeconds());
      ArrayNode data = node.putArray("data");
      if (experiment instanceof NeedsData needy) {
        titles(needy).forEach(data::add);
      }
    }
    return array;
  }

  private static List<String> titles(NeedsData needy) {
    return needy.needs().stream().map(KnownSet::title).toList();
  }

  private static String duration(int seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? Math.round(seconds / 60.0) + " min"
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
  }
}
