package dev.layerwise.lab.sweep;

import dev.layerwise.nn.Initialization;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the panels of a sweep file: task, model, budget, methods. */
final class PanelReader {
  private static final String INIT = "pytorch";
  private static final int RECORDS = 20;

  private static final List<String> SETTINGS =
      MethodSettings.all().stream().map(Setting::name).toList();
  private static final List<String> METHOD = join(List.of("name", "label", "tune"), SETTINGS);
  private static final List<String> PROBLEM =
      List.of("task", "model", "init", "steps", "every", "record", "methods");

  private final String file;

  PanelReader(String file) {
    this.file = file;
  }

  /** The keys of a panel, after others. */
  static List<String> with(String... others) {
    return join(List.of(others), join(PROBLEM, SETTINGS));
  }

  private static List<String> join(List<String> a, List<String> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  Panel panel(YamlMap map, String name, String title) {
    if (!name.matches(SweepFile.WORD)) {
      throw map.wrong(
          map.need("name", "the panel"),
          "name is '" + name + "'; want letters, digits, '.', '+', '_' or '-'");
    }
    Node taskNode = map.need("task", "a panel");
    Task task = task(map, taskNode);
    Problem problem = problem(map, taskNode, task);
    Budget budget = budget(map, task);
    Node methodsNode = map.need("methods", "a panel");
    List<Method> methods = new ArrayList<>();
    for (Node item : map.items("methods", methodsNode)) {
      YamlMap method = YamlMap.of(file, item, "a method", METHOD, Optional.of(map));
      methods.add(method(method));
    }
    Panel panel = map.at(methodsNode, () -> new Panel(name, title, problem, budget, methods));
    List<Node> nodes = map.items("methods", methodsNode);
    for (Variant variant : Variant.of(panel)) {
      Node place = nodes.get(methods.indexOf(variant.method()));
      map.at(
          place,
          () -> {
            Settings settings = variant.methodSettings(Map.of());
            MethodSettings.checkRenewals(settings);
            task.check(variant.taskSettings(), settings, budget.record());
            if (!Tuning.axes(variant.method()).isEmpty()) {
              task.checkSearch(variant.taskSettings(), settings);
            }
            return settings;
          });
    }
    return panel;
  }

  private static Task task(YamlMap map, Node node) {
    List<String> any =
        Tasks.all().stream()
            .flatMap(task -> task.parameters().stream().map(Setting::name))
            .toList();
    if (node instanceof ScalarNode) {
      return map.at(node, () -> Tasks.named(map.scalar("task", node)));
    }
    // First the name: it says which other keys there are.
    String name = "";
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals("name")) {
          Node value = tuple.getValueNode();
          name = map.scalar("name", value);
          String wanted = name;
          map.at(value, () -> Tasks.named(wanted));
        }
      }
    }
    if (name.isEmpty()) {
      throw map.wrong(
          node,
          "the task has no name; want one of "
              + String.join(", ", Tasks.names())
              + (any.isEmpty() ? "" : ", as in task: {name: parity}"));
    }
    return Tasks.named(name);
  }

  private Problem problem(YamlMap map, Node taskNode, Task task) {
    Map<String, List<String>> said = new LinkedHashMap<>();
    if (!(taskNode instanceof ScalarNode)) {
      List<String> known =
          join(List.of("name"), task.parameters().stream().map(Setting::name).toList());
      YamlMap parameters =
          YamlMap.of(file, taskNode, "the task " + task.name(), known, Optional.empty());
      task.parameters().forEach(setting -> grid(parameters, setting, said));
    }
    Grid grid = map.at(taskNode, () -> Grid.of(task.parameters(), said));
    if (!task.needsModel()) {
      return new Problem(task.name(), grid, List.of(), INIT);
    }
    List<String> models =
        map.texts("model", map.need("model", "a panel with the task " + task.name()), s -> s);
    String init = map.text("init", INIT);
    List<String> inits =
        Arrays.stream(Initialization.values())
            .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    if (!inits.contains(init)) {
      throw map.wrong(
          map.need("init", "a panel"),
          "init is '%s'%s; there are %s"
              .formatted(init, Nearest.question(init, inits), String.join(", ", inits)));
    }
    return new Problem(task.name(), grid, models, init);
  }

  private static Budget budget(YamlMap map, Task task) {
    long steps = map.count("steps", map.need("steps", "a panel"));
    long every =
        map.find("every")
            .map(node -> map.count("every", node))
            .orElse(Math.max(1, steps / RECORDS));
    List<String> known = task.quantities();
    List<String> record =
        map.find("record")
            .map(node ->
                map.texts(
                    "record",
                    node,
                    text -> {
                      if (!known.contains(text)) {
                        throw new IllegalArgumentException(
                            "%s has no quantity '%s'%s; there are %s"
                                .formatted(
                                    task.name(),
                                    text,
                                    Nearest.question(text, known),
                                    String.join(", ", known)));
                      }
                      return text;
                    }))
            .orElse(known.subList(0, 1));
    return new Budget(steps, every, record);
  }

  private static Method method(YamlMap map) {
    if (!map.has("name")) {
      throw map.wrong(map.node(), "the key 'name' of a method is missing");
    }
    String name = map.text("name");
    if (!name.matches(SweepFile.WORD)) {
      throw map.wrong(
          map.need("name", "a method"),
          "name is '"
              + name
              + "'; want letters, digits, '.', '+', '_' or '-' (and a label for"
              + " the legend, if you like)");
    }
    Map<String, List<String>> said = new LinkedHashMap<>();
    MethodSettings.all().forEach(setting -> grid(map, setting, said));
    Grid grid = map.at(map.node(), () -> Grid.of(MethodSettings.all(), said));
    List<String> tune =
        map.find("tune")
            .map(node -> map.texts("tune", node, PanelReader::tunable))
            .orElse(List.of());
    return new Method(name, map.text("label", name), grid, tune);
  }

  private static String tunable(String setting) {
    if (!MethodSettings.TUNABLE.contains(setting)) {
      throw new IllegalArgumentException(
          "'%s' cannot be tuned%s; want some of %s"
              .formatted(
                  setting,
                  Nearest.question(setting, MethodSettings.TUNABLE),
                  String.join(", ", MethodSettings.TUNABLE)));
    }
    return setting;
  }

  /** Adds the values of a setting, each checked where it stands. */
  static void grid(YamlMap map, Setting setting, Map<String, List<String>> said) {
    map.find(setting.name())
        .ifPresent(node ->
            said.put(
                setting.name(),
                map.texts(
                    setting.name(),
                    node,
                    text -> {
                      String checked = Grid.checked(setting, text);
                      MethodSettings.check(setting.name(), checked);
                      return checked;
                    })));
  }
}
