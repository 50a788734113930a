package dev.layerwise.lab.run;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sweep left.
 *
 * @param runs the finished runs, in the order of the cells
 * @param failures the failed ones, in the order of the cells
 */
public record Outcome(List<RunRecord> runs, List<Failure> failures) {
  /** Copies the lists. */
  public Outcome {
    runs = List.copyOf(runs);
    failures = List.copyOf(failures);
  }

  /**
   * A run that threw an exception.
   *
   * @param cell the cell's id
   * @param message what happened
   */
  public record Failure(String cell, String message) {}

  /**
   * Returns every point.
   *
   * @return the points, by cell, then in the order of measurement
   */
  public List<Point> points() {
    return runs.stream().flatMap(run -> run.points().stream()).toList();
  }

  /**
   * Returns every divergence and numerical failure.
   *
   * @return the events, by cell
   */
  public List<CellEvent> events() {
    List<CellEvent> events = new ArrayList<>();
    for (RunRecord run : runs) {
      run.events().forEach(event -> events.add(new CellEvent(run.cell(), event)));
    }
    return events;
  }

  /**
   * Returns the seconds of computation of each series.
   *
   * @return the sum over runs, in the order in which the series first occur; indicative
   */
  public Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    runs.forEach(
        run -> run.seconds().forEach((series, s) -> seconds.merge(series, s, Double::sum)));
    return seconds;
  }
}
