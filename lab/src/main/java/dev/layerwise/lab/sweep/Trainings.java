package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Scale;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A sweep of trainings: every method of every panel, on every seed.
 *
 * @param id the id
 * @param heading what it is about
 * @param scale the scale that its cells carry
 * @param seeds the seeds
 * @param panels the panels
 * @param plots the figures
 */
public record Trainings(
    String id, Heading heading, Scale scale, Seeds seeds, List<Panel> panels, List<Plot> plots)
    implements Sweep {
  /**
   * Checks that the parts go together.
   *
   * @throws IllegalArgumentException if there is no panel, two have one name, something is tuned on
   *     fewer than three seeds, or a plot shows what is not there
   */
  public Trainings {
    panels = List.copyOf(panels);
    plots = List.copyOf(plots);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("sweep '" + id + "' has no panels; want at least one");
    }
    Set<String> names = new HashSet<>();
    for (Panel panel : panels) {
      if (!names.add(panel.name())) {
        throw new IllegalArgumentException("two panels have the name '" + panel.name() + "'");
      }
    }
    boolean tunes =
        panels.stream().flatMap(p -> p.methods().stream()).anyMatch(m -> !m.tune().isEmpty());
    if (tunes && seeds.tuning().size() < Seeds.LEAST_TUNING) {
      throw new IllegalArgumentException(
          "methods are tuned on "
              + seeds.tuning().size()
              + " seeds; want at least "
              + Seeds.LEAST_TUNING
              + " tuning seeds");
    }
    plots.forEach(plot -> check(plot, names));
  }

  private static void check(Plot plot, Set<String> names) {
    for (String panel : plot.panels()) {
      if (!names.contains(panel)) {
        throw new IllegalArgumentException(
            "plot '" + plot.title() + "' shows a panel '" + panel + "', and there is none");
      }
    }
  }

  /** The panels that a plot shows. */
  List<Panel> panelsOf(Plot plot) {
    return plot.panels().isEmpty()
        ? panels
        : plot.panels().stream()
            .map(name -> panels.stream().filter(p -> p.name().equals(name)).findFirst().get())
            .toList();
  }
}
