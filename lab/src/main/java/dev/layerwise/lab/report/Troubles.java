package dev.layerwise.lab.report;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.RunEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Divergences and numerical failures, one entry for each series and kind. */
final class Troubles {
  private Troubles() {}

  static List<Map<String, Object>> of(ReportInput input) {
    Map<Kind, List<CellEvent>> groups = new LinkedHashMap<>();
    for (CellEvent event : input.events()) {
      groups.computeIfAbsent(Kind.of(event.event()), kind -> new ArrayList<>()).add(event);
    }
    List<Map<String, Object>> troubles = new ArrayList<>();
    groups.forEach((kind, events) -> troubles.add(entry(kind, events)));
    return troubles;
  }

  private static Map<String, Object> entry(Kind kind, List<CellEvent> events) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    List<Map<String, Object>> each = new ArrayList<>();
    for (CellEvent event : events) {
      long iteration = iteration(event.event());
      first = Math.min(first, iteration);
      last = Math.max(last, iteration);
      each.add(Map.of("cell", event.cell(), "message", event.event().message()));
    }
    long cells = events.stream().map(CellEvent::cell).distinct().count();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("series", kind.series());
    entry.put(
        "sentence",
        kind.verb()
            + (first == last
                ? " at iteration " + first
                : " between iterations " + first + " and " + last)
            + "; its later points are not a number.");
    entry.put("runs", cells == 1 ? "1 run" : cells + " runs");
    entry.put("each", each);
    return entry;
  }

  private static long iteration(RunEvent event) {
    return switch (event) {
      case RunEvent.Diverged diverged -> diverged.iteration();
      case RunEvent.NumericalFailure failure -> failure.iteration();
    };
  }

  private record Kind(String series, String verb) {
    static Kind of(RunEvent event) {
      return switch (event) {
        case RunEvent.Diverged diverged -> new Kind(diverged.series(), "diverged");
        case RunEvent.NumericalFailure failure ->
            new Kind(failure.series(), "could not go on (numerical failure)");
      };
    }
  }
}
