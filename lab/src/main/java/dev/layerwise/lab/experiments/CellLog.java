package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.linalg.NumericalException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** What a run has measured so far. */
final class CellLog {
  private final Cell cell;
  private final List<Point> points = new ArrayList<>();
  private final List<RunEvent> events = new ArrayList<>();
  private final Set<String> stopped = new HashSet<>();
  private final Map<String, Double> seconds = new TreeMap<>();

  CellLog(Cell cell) {
    this.cell = cell;
  }

  void add(String panel, String series, double x, double y) {
    points.add(new Point(panel, series, cell.seed(), x, y));
  }

  /**
   * Returns what is measured; NaN, and an event, if a factor could not be inverted or the value is
   * not finite, and NaN for the series from then on.
   */
  double measure(String series, long iteration, DoubleSupplier measurement) {
    if (stopped.contains(series)) {
      return Double.NaN;
    }
    long start = System.nanoTime();
    try {
      double value = measurement.getAsDouble();
      if (!Double.isFinite(value)) {
        String message =
            "a measured value became infinite or not a number at iteration " + iteration;
        events.add(new RunEvent.Diverged(series, iteration, message));
        stopped.add(series);
        return Double.NaN;
      }
      return value;
    } catch (NumericalException e) {
      events.add(new RunEvent.NumericalFailure(series, iteration, e.getMessage()));
      stopped.add(series);
      return Double.NaN;
    } finally {
      seconds.merge(series, (System.nanoTime() - start) * 1e-9, Double::sum);
    }
  }

  RunRecord record() {
    return new RunRecord(cell.id(), points, events, seconds);
  }
}
