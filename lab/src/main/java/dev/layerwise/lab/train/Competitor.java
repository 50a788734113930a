package dev.layerwise.lab.train;

import dev.layerwise.nn.Network;
import dev.layerwise.optim.Groups;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An optimizer that trains, alone or compared with others: one of the catalogue, or several for
 * groups of parameters.
 *
 * @param name what files and cells call it: letters, digits, '.', '+', '_' and '-'
 * @param label what curves and tables call it
 * @param settings its settings; none for groups, whose settings are in their text
 * @param said those that differ from the default; they are not tuned
 * @param starter starts it
 */
public record Competitor(
    String name, String label, List<Setting> settings, Map<String, String> said, Starter starter) {
  /** How the learning rate falls, where that is tuned: no setting of the catalogue's. */
  static final String SCHEDULE = "schedule";

  private static final String LR = "lr";
  private static final double LR_FACTOR = 3;
  private static final List<Double> LR_FINER = List.of(2.0);
  private static final List<String> BETA2 = List.of("0", "0.9", "0.95", "0.99");
  private static final double DAMPING_FACTOR = 10;

  /** Starts an optimizer. */
  @FunctionalInterface
  public interface Starter {
    /**
     * Starts it.
     *
     * @param network what is trained
     * @param set settings that differ from the default
     * @throws IllegalArgumentException if they do not fit each other or the network
     */
    Optimizer start(Network network, Map<String, String> set);
  }

  /** Copies the collections. */
  public Competitor {
    settings = List.copyOf(settings);
    said = Collections.unmodifiableMap(new LinkedHashMap<>(said));
  }

  /**
   * One of the catalogue.
   *
   * @param recipe the optimizer
   * @param said its settings that differ from the default
   */
  public static Competitor of(Recipe recipe, Map<String, String> said) {
    return new Competitor(recipe.name(), recipe.title(), recipe.settings(), said, recipe::start);
  }

  /**
   * Several for groups of parameters.
   *
   * @param groups the groups
   */
  public static Competitor of(Groups groups) {
    String name =
        groups.groups().stream()
            .map(group -> group.recipe().name())
            .distinct()
            .collect(Collectors.joining("+"));
    return new Competitor(
        name,
        groups.toString(),
        List.of(),
        Map.of(),
        (network, _) -> groups.start(Recipe.Target.of(network)));
  }

  /** The same under another name. */
  public Competitor named(String other) {
    return new Competitor(other, label, settings, said, starter);
  }

  /**
   * What is tuned, by one rule for all: the learning rate over a third, once and three times its
   * default, and the damping, if there is one, over a tenth, once and ten times its default; not
   * what was said. Nothing of groups.
   */
  public List<GridSearch.Axis> grid() {
    List<GridSearch.Axis> axes = new ArrayList<>();
    axis(LR, LR_FACTOR, List.of(), axes);
    axis("damping", DAMPING_FACTOR, List.of(), axes);
    return axes;
  }

  /**
   * What the protocol of Adam-or-GN App. C.1 tunes: the learning rate by factors of 3, then 2
   * around the best, the damping by factors of 10, the weight of the past in squared gradients of
   * methods that have it as Adam, and how the learning rate falls; not what was said.
   *
   * @param decays how it may fall; not tuned if there are none
   */
  public List<GridSearch.Axis> protocol(List<Decay> decays) {
    List<GridSearch.Axis> axes = new ArrayList<>();
    axis(LR, LR_FACTOR, LR_FINER, axes);
    axis("damping", DAMPING_FACTOR, List.of(), axes);
    settings.stream()
        .filter(setting -> setting.name().equals("beta2") && !said.containsKey("beta2"))
        .forEach(setting ->
            axes.add(
                new GridSearch.Choice(
                    "beta2",
                    Stream.concat(BETA2.stream(), Stream.of(setting.defaultValue()))
                        .distinct()
                        .toList())));
    if (!decays.isEmpty() && isFalling()) {
      axes.add(new GridSearch.Choice(SCHEDULE, decays.stream().map(Decay::label).toList()));
    }
    return axes;
  }

  /** Whether there is a learning rate that may fall and was not said. */
  private boolean isFalling() {
    return !said.containsKey(LR)
        && settings.stream()
            .anyMatch(
                setting -> setting.name().equals(LR) && setting.kind() instanceof Setting.Real);
  }

  private void axis(String axis, double factor, List<Double> finer, List<GridSearch.Axis> axes) {
    for (Setting setting : settings) {
      if (setting.name().equals(axis) && !said.containsKey(axis)) {
        double start = Double.parseDouble(setting.defaultValue());
        axes.add(GridSearch.Geometric.around(axis, start, factor, finer));
      }
    }
  }

  /** All that is set: what was said, and what {@link #grid} found. */
  public Map<String, String> with(Map<String, String> tuned) {
    Map<String, String> all = new LinkedHashMap<>(said);
    all.putAll(tuned);
    return all;
  }

  /**
   * All that is set: what was said, and what {@link #protocol} found, its schedule written into the
   * learning rate.
   *
   * @param tuned what was found
   * @param steps how many steps the training has
   */
  public Map<String, String> with(Map<String, String> tuned, long steps) {
    Map<String, String> all = with(tuned);
    String schedule = all.remove(SCHEDULE);
    if (schedule != null) {
      all.compute(LR, (_, lr) -> Decay.named(schedule).text(lr, steps));
    }
    return all;
  }

  /** Value of every setting, defaults among them, in the order of the settings. */
  public Map<String, String> values() {
    Settings all = Settings.of(settings, said);
    Map<String, String> values = new LinkedHashMap<>();
    settings.forEach(s -> values.put(s.name(), all.text(s.name())));
    return values;
  }

  /** Starts it with what was said. */
  public Optimizer start(Network network) {
    return starter.start(network, said);
  }
}
