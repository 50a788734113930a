package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Look;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * A curve of a panel with its numbers. Seeds that diverge are left out from the start and counted:
 * a mean that first runs away with one seed and then drops back when it ends says nothing. If no
 * seed stays finite, the curve follows all of them for as long as they last.
 *
 * @param label what the legend says
 * @param style how it looks
 * @param look a line with a band, or points with error bars
 * @param seeds how many seeds stand behind it; none for a prediction
 * @param samples its points by ascending abscissa
 */
record Trace(String label, Style style, Look look, Seeds seeds, List<Sample> samples) {
  private static final int FEW = 24;

  /**
   * Counts of seeds.
   *
   * @param run how many were run
   * @param finite how many stayed finite to the end
   */
  record Seeds(int run, int finite) {
    int lost() {
      return run - finite;
    }
  }

  /** Copies the list. */
  Trace {
    samples = List.copyOf(samples);
  }

  static Trace of(Figure.Curve curve, Style style, Results results) {
    return switch (curve) {
      case Figure.Measured m -> {
        List<Double> xs = results.xs(m.panel(), m.series());
        double[][] values = values(m, xs, results);
        int run = results.seeds(m.panel(), m.series()).size();
        int[] steady = IntStream.range(0, run).filter(seed -> staysFinite(values, seed)).toArray();
        int[] shown = steady.length > 0 ? steady : IntStream.range(0, run).toArray();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
          double[] atX = values[i];
          double[] drawn = Arrays.stream(shown).mapToDouble(s -> atX[s]).toArray();
          samples.add(
              switch (m.look()) {
                case LINE -> Sample.of(xs.get(i), drawn);
                case POINTS -> Sample.withDeviation(xs.get(i), drawn);
              });
        }
        yield new Trace(m.label(), style, m.look(), new Seeds(run, steady.length), samples);
      }
      case Figure.Reference r -> {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < r.x().size(); i++) {
          samples.add(Sample.exact(r.x().get(i), r.y().get(i)));
        }
        yield new Trace(r.label(), style, Look.LINE, new Seeds(0, 0), samples);
      }
    };
  }

  /** Returns a row for each abscissa with a value for each seed, NaN where one is missing. */
  private static double[][] values(Figure.Measured m, List<Double> xs, Results results) {
    SortedSet<Long> seeds = results.seeds(m.panel(), m.series());
    return xs.stream()
        .map(x -> {
          double[] present = results.values(m.panel(), m.series(), x);
          return present.length == seeds.size()
              ? present
              : seeds.stream()
                  .mapToDouble(seed -> results.value(m.panel(), m.series(), x, seed))
                  .toArray();
        })
        .toArray(double[][]::new);
  }

  private static boolean staysFinite(double[][] values, int seed) {
    return Arrays.stream(values).allMatch(atX -> Double.isFinite(atX[seed]));
  }

  /** Returns the largest value; negative infinity if there is none. */
  double high() {
    return samples.stream()
        .mapToDouble(Sample::high)
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /** Returns whether every point gets its marker. */
  boolean fewPoints() {
    return samples.size() <= FEW;
  }

  boolean theory() {
    return seeds.run() == 0;
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
    return new Trace(label, style, look, seeds, kept);
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
