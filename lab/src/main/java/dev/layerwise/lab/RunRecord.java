package dev.layerwise.lab;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a finished run leaves: a line of {@code runs.jsonl}.
 *
 * @param cell the cell's {@link Cell#id() id}
 * @param points the measured points, in the order of measurement
 * @param events divergences and numerical failures
 * @param seconds seconds of computation spent for each series; indicative
 */
public record RunRecord(
    String cell, List<Point> points, List<RunEvent> events, Map<String, Double> seconds) {
  /** Copies the lists. */
  public RunRecord {
    points = List.copyOf(points);
    events = List.copyOf(events);
    seconds = Collections.unmodifiableMap(new TreeMap<>(seconds));
  }
}
