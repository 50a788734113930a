package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a sweep from YAML. Keys of a panel that are not given in it are looked for at the top of
 * the file, settings of a method in its panel and then at the top; without {@code panels} the file
 * is one panel. Any list of values is swept, unless {@code tune} names the setting.
 *
 * <p>Law: {@code SweepFile.parse(file, SweepText.of(s), …).equals(s)}.
 */
public final class SweepFile {
  static final String WORD = "[A-Za-z0-9][A-Za-z0-9.+_-]*";
  private static final int MOST_SEEDS = 100_000;
  private static final List<String> TOP =
      PanelReader.with(
          "sweep", "title", "paper", "place", "shows", "scale", "seeds", "panels", "plots");
  private static final List<String> PANEL = PanelReader.with("name", "title");
  private static final List<String> STUDY =
      List.of("sweep", "study", "scale", "seeds", "parameters");
  private static final List<String> PLOT =
      List.of("title", "caption", "x", "y", "panels", "x-axis", "y-axis");

  private final String file;
  private final List<Study.Experiment> studies;

  private SweepFile(String file, List<Study.Experiment> studies) {
    this.file = file;
    this.studies = studies;
  }

  /**
   * Reads a sweep.
   *
   * @param file the file's name, for messages
   * @param yaml what stands in it
   * @param studies the studies that it may name
   * @throws InputException if it is not a sweep; the message names line and column
   */
  public static Sweep parse(String file, String yaml, List<Study.Experiment> studies) {
    SweepFile reader = new SweepFile(file, studies);
    Node root = reader.root(yaml);
    boolean study =
        root instanceof MappingNode map
            && map.getValue().stream()
                .anyMatch(t ->
                    t.getKeyNode() instanceof ScalarNode key && key.getValue().equals("study"));
    return study
        ? reader.study(YamlMap.of(file, root, "a study", STUDY, Optional.empty()))
        : reader.trainings(YamlMap.of(file, root, "the sweep", TOP, Optional.empty()));
  }

  private Node root(String yaml) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file).build())
          .composeString(yaml)
          .orElseThrow(() -> new InputException(file + " is empty; see layerwise sweep --help"));
    } catch (MarkedYamlEngineException e) {
      String problem =
          e.getProblem().contains("TAB") ? "a tab; indent with spaces" : e.getProblem();
      throw e.getProblemMark()
          .map(mark ->
              YamlMap.wrong(file, mark.getLine(), mark.getColumn(), "this is not YAML: " + problem))
          .orElseGet(() -> new InputException(file + " is not YAML: " + problem));
    } catch (YamlEngineException e) {
      throw new InputException(file + " is not YAML: " + e.getMessage().replace('\n', ' '), e);
    }
  }

  private Study study(YamlMap map) {
    String study = map.text("study");
    String id = id(map);
    List<String> known = studies.stream().map(one -> one.info().id()).toList();
    Study.Experiment experiment =
        studies.stream()
            .filter(one -> one.info().id().equals(study))
            .findFirst()
            .orElseThrow(() ->
                map.wrong(
                    map.need("study", "the file"),
                    "there is no study '%s'%s; there are %s"
                        .formatted(
                            study, Nearest.question(study, known), String.join(", ", known))));
    Seeds seeds = seeds(map);
    List<Setting> settings = experiment.parameters();
    List<String> names = settings.stream().map(Setting::name).toList();
    Map<String, List<String>> said = new LinkedHashMap<>();
    map.find("parameters")
        .ifPresent(node -> {
          YamlMap parameters = YamlMap.of(file, node, "the parameters", names, Optional.empty());
          settings.forEach(setting -> PanelReader.grid(parameters, setting, said));
        });
    Grid grid = map.at(map.node(), () -> Grid.of(settings, said));
    return map.at(map.node(), () -> new Study(id, study, scale(map), seeds, grid));
  }

  private Trainings trainings(YamlMap map) {
    String id = id(map);
    Heading heading =
        new Heading(
            map.text("title", id),
            map.text("paper", ""),
            map.text("place", ""),
            map.text("shows", ""));
    Seeds seeds = seeds(map);
    PanelReader reader = new PanelReader(file);
    List<Panel> panels = new ArrayList<>();
    if (map.has("panels")) {
      Node node = map.need("panels", "the file");
      for (Node item : map.items("panels", node)) {
        YamlMap panel = YamlMap.of(file, item, "a panel", PANEL, Optional.of(map));
        panels.add(
            reader.panel(
                panel, panel.text("name"), panel.text(panel.has("title") ? "title" : "name")));
      }
    } else {
      panels.add(reader.panel(map, "all", heading.title()));
    }
    List<Plot> plots = new ArrayList<>();
    map.find("plots")
        .ifPresent(node ->
            map.items("plots", node).forEach(item -> plots.add(plot(item, heading, panels))));
    if (!map.has("plots")) {
      String y = panels.getFirst().budget().record().getFirst();
      plots.add(
          new Plot(heading.title(), "", Plot.STEP, y, List.of(), Spacing.LINEAR, Spacing.LOG));
    }
    return map.at(map.node(), () -> new Trainings(id, heading, scale(map), seeds, panels, plots));
  }

  private static String id(YamlMap map) {
    String id = map.text("sweep");
    if (!id.matches(WORD)) {
      throw map.wrong(
          map.need("sweep", "the file"),
          "sweep is '" + id + "'; want letters, digits, '.', '+', '_' or '-'");
    }
    return id;
  }

  private static Scale scale(YamlMap map) {
    String text = map.text("scale", Scale.PAPER.label());
    return Arrays.stream(Scale.values())
        .filter(scale -> scale.label().equals(text))
        .findFirst()
        .orElseThrow(() ->
            map.wrong(
                map.need("scale", "the file"), "scale is '" + text + "'; want quick or paper"));
  }

  private Seeds seeds(YamlMap map) {
    Node node = map.need("seeds", "the file");
    YamlMap seeds =
        YamlMap.of(file, node, "the seeds", List.of("evaluation", "tuning"), Optional.empty());
    List<Long> evaluation = seeds(seeds, "evaluation", seeds.need("evaluation", "the seeds"));
    List<Long> tuning =
        seeds.find("tuning").map(found -> seeds(seeds, "tuning", found)).orElse(List.of());
    return map.at(node, () -> new Seeds(evaluation, tuning));
  }

  private static List<Long> seeds(YamlMap map, String key, Node node) {
    List<Long> seeds = new ArrayList<>();
    for (Node item : map.items(key, node)) {
      String text = map.scalar(key, item);
      if (text.matches("[0-9]{1,15}\\.\\.[0-9]{1,15}")) {
        int dots = text.indexOf("..");
        long first = Long.parseLong(text.substring(0, dots));
        long last = Long.parseLong(text.substring(dots + 2));
        if (last < first || last - first >= MOST_SEEDS) {
          throw map.wrong(item, "seeds " + text + "; want FIRST..LAST, ascending");
        }
        LongStream.rangeClosed(first, last).forEach(seeds::add);
      } else if (text.matches("[0-9]{1,15}")) {
        seeds.add(Long.parseLong(text));
      } else {
        throw map.wrong(
            item, key + " seed '" + text + "'; want a whole number from 0, or a range as 0..9");
      }
    }
    return seeds;
  }

  private Plot plot(Node node, Heading heading, List<Panel> panels) {
    YamlMap map = YamlMap.of(file, node, "a plot", PLOT, Optional.empty());
    List<String> names = panels.stream().map(Panel::name).toList();
    List<String> shown =
        map.find("panels")
            .map(found -> map.texts("panels", found, text -> oneOf("panel", text, names)))
            .orElse(List.of());
    List<Panel> axes =
        panels.stream().filter(p -> shown.isEmpty() || shown.contains(p.name())).toList();
    List<String> recorded =
        axes.stream().flatMap(p -> p.budget().record().stream()).distinct().toList();
    String y = map.text("y", recorded.getFirst());
    map.find("y").ifPresent(at -> map.at(at, () -> oneOf("recorded quantity", y, recorded)));
    List<String> xs = new ArrayList<>(List.of(Plot.STEP));
    axes.stream()
        .flatMap(panel -> Variant.of(panel).stream())
        .flatMap(variant -> variant.sweptNumbers().stream())
        .filter(name -> !xs.contains(name))
        .forEach(xs::add);
    String x = map.text("x", Plot.STEP);
    map.find("x").ifPresent(at -> map.at(at, () -> oneOf("abscissa", x, xs)));
    return new Plot(
        map.text("title", heading.title()),
        map.text("caption", ""),
        x,
        y,
        shown,
        spacing(map, "x-axis", Spacing.LINEAR),
        spacing(map, "y-axis", Spacing.LOG));
  }

  private static String oneOf(String what, String text, List<String> known) {
    if (!known.contains(text)) {
      throw new IllegalArgumentException(
          "there is no %s '%s'%s; there are %s"
              .formatted(what, text, Nearest.question(text, known), String.join(", ", known)));
    }
    return text;
  }

  private static Spacing spacing(YamlMap map, String key, Spacing usual) {
    return switch (map.text(key, usual.name().toLowerCase(Locale.ROOT))) {
      case "linear" -> Spacing.LINEAR;
      case "log" -> Spacing.LOG;
      default ->
          throw map.wrong(
              map.need(key, "a plot"), key + " is '" + map.text(key) + "'; want linear or log");
    };
  }
}
