package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.LinearRepresentation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the experiments on linear representation learning share: sizes, seeds, iterations. */
final class RepresentationSettings {
  static final int ITERATIONS = 1000;
  static final String SETTING = "setting";

  private static final int QUICK_SEEDS = 3;
  private static final int PAPER_SEEDS = 10;

  private RepresentationSettings() {}

  static int seeds(Scale scale) {
    return switch (scale) {
      case QUICK -> QUICK_SEEDS;
      case PAPER -> PAPER_SEEDS;
    };
  }

  /** A cell for each seed of each setting. */
  static List<Cell> cells(String experiment, Scale scale, int seeds, List<Setting> settings) {
    List<Cell> cells = new ArrayList<>();
    for (Setting setting : settings) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(experiment, scale, Map.of(SETTING, setting.label()), seed));
      }
    }
    return cells;
  }

  /** Dense where the curves bend, every 20 iterations after that. */
  static SortedSet<Integer> measuredAt() {
    SortedSet<Integer> iterations = new TreeSet<>(List.of(0, 1, 2, 3, 5));
    for (int t = 10; t <= 100; t += 10) {
      iterations.add(t);
    }
    for (int t = 120; t <= ITERATIONS; t += 20) {
      iterations.add(t);
    }
    return iterations;
  }

  /** The settings that every experiment prints. */
  static Map<String, Object> common(List<Setting> settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("inputs dX", LinearRepresentation.INPUTS);
    map.put("outputs dY", LinearRepresentation.OUTPUTS);
    map.put("representation k", LinearRepresentation.FEATURES);
    map.put("batch size n", LinearRepresentation.BATCH);
    map.put("batches", "fresh and independent for G and F in every iteration");
    map.put("label noise, training", 0.1);
    map.put("label noise, transfer", 1.0);
    map.put("inputs", settings.stream().map(Setting::words).toList());
    map.put("iterations", ITERATIONS);
    map.put("start", "G Haar row-orthonormal, F its least-squares head on one batch");
    return map;
  }
}
