package dev.layerwise.lab.report;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.RunEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.LongStream;

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
    List<Map<String, Object>> each = new ArrayList<>();
    for (CellEvent event : events) {
      each.add(Map.of("cell", event.cell(), "message", event.event().message()));
    }
    long cells = events.stream().map(CellEvent::cell).distinct().count();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("series", kind.series());
    entry.put("sentence", kind.verb() + when(events));
    entry.put("runs", cells == 1 ? "1 run" : cells + " runs");
    entry.put("each", each);
    return entry;
  }

  private static String when(List<CellEvent> events) {
    LongSummaryStatistics iterations =
        events.stream()
            .map(CellEvent::event)
            .flatMapToLong(Troubles::iteration)
            .summaryStatistics();
    if (iterations.getCount() == 0) {
      return "; its points are missing.";
    }
    long first = iterations.getMin();
    long last = iterations.getMax();
    return (first == last
            ? " at iteration " + first
            : " between iterations " + first + " and " + last)
        + "; its later points are not a number.";
  }

  private static LongStream iteration(RunEvent event) {
    return switch (event) {
      case RunEvent.Diverged diverged -> LongStream.of(diverged.iteration());
      case RunEvent.NumericalFailure failure -> LongStream.of(failure.iteration());
      case RunEvent.Crashed _ -> LongStream.empty();
    };
  }

  private record Kind(String series, String verb) {
    static Kind of(RunEvent event) {
      return switch (event) {
        case RunEvent.Diverged diverged -> new Kind(diverged.series(), "diverged");
        case RunEvent.NumericalFailure failure ->
            new Kind(failure.series(), "could not go on (numerical failure)");
        case RunEvent.Crashed crashed -> new Kind(crashed.series(), "ended when its run failed");
      };
    }
  }
}
