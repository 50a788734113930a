package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;

/**
 * A curve of a panel with its numbers.
 *
 * @param label what the legend says
 * @param style how it looks
 * @param theory whether it is a prediction and not a measurement
 * @param seeds how many seeds were run; 1 for a prediction
 * @param samples its points by ascending abscissa
 */
record Trace(String label, Style style, boolean theory, int seeds, List<Sample> samples) {
  /** Copies the list. */
  Trace {
    samples = List.copyOf(samples);
  }

  static Trace of(Figure.Curve curve, Style style, Results results) {
    return switch (curve) {
      case Figure.Measured m -> {
        List<Sample> samples = new ArrayList<>();
        for (double x : results.xs(m.panel(), m.series())) {
          samples.add(Sample.of(x, results.values(m.panel(), m.series(), x)));
        }
        int seeds = results.seeds(m.panel(), m.series()).size();
        yield new Trace(m.label(), style, false, seeds, samples);
      }
      case Figure.Reference r -> {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < r.x().size(); i++) {
          samples.add(Sample.exact(r.x().get(i), r.y().get(i)));
        }
        yield new Trace(r.label(), style, true, 1, samples);
      }
    };
  }

  /** Returns how many seeds have no finite value at the curve's worst abscissa. */
  int lost() {
    return seeds - samples.stream().mapToInt(Sample::finite).min().orElse(seeds);
  }

  /**
   * Returns the curve with fewer points, keeping its ends, and in each stretch the lowest and the
   * highest point, so that no excursion is lost.
   *
   * @param limit how many points are enough
   * @return this curve if it is short enough
   */
  Trace thinned(int limit) {
    if (samples.size() <= limit) {
      return this;
    }
    List<Sample> kept = new ArrayList<>();
    int stretches = Math.max(1, limit / 2 - 1);
    int inner = samples.size() - 2;
    kept.add(samples.getFirst());
    for (int s = 0; s < stretches; s++) {
      int from = 1 + (int) ((long) inner * s / stretches);
      int to = 1 + (int) ((long) inner * (s + 1) / stretches);
      keepExtremes(samples.subList(from, to), kept);
    }
    kept.add(samples.getLast());
    return new Trace(label, style, theory, seeds, kept);
  }

  private static void keepExtremes(List<Sample> stretch, List<Sample> kept) {
    if (stretch.isEmpty()) {
      return;
    }
    int lowest = 0;
    int highest = 0;
    for (int i = 1; i < stretch.size(); i++) {
      // A comparison with NaN is false: a point without a value is kept only where all are.
      if (!(stretch.get(i).low() >= stretch.get(lowest).low())) {
        lowest = Double.isNaN(stretch.get(i).low()) ? lowest : i;
      }
      if (!(stretch.get(i).high() <= stretch.get(highest).high())) {
        highest = Double.isNaN(stretch.get(i).high()) ? highest : i;
      }
    }
    kept.add(stretch.get(Math.min(lowest, highest)));
    if (lowest != highest) {
      kept.add(stretch.get(Math.max(lowest, highest)));
    }
  }
}
