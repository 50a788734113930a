package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Some of an experiment's quick cells, run in the test. */
final class Reduced {
  private Reduced() {}

  static List<Cell> cells(Experiment experiment, int seeds, Predicate<String> id) {
    List<Cell> cells =
        experiment.cells(Scale.QUICK, seeds).stream().filter(cell -> id.test(cell.id())).toList();
    if (cells.isEmpty()) {
      throw new AssertionError("no such cell of " + experiment.info().id());
    }
    return cells;
  }

  static Results run(Experiment experiment, int seeds, Predicate<String> id) {
    List<Point> points = new ArrayList<>();
    cells(experiment, seeds, id).forEach(cell -> points.addAll(experiment.run(cell).points()));
    return new Results(points);
  }
}
