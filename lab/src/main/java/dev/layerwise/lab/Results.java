package dev.layerwise.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.NaNPolicy;

/** The stored points of an experiment, to be asked by figures and claims. */
public final class Results {
  private final List<Point> points;
  private final Map<Key, NavigableMap<Double, NavigableMap<Long, Double>>> values =
      new LinkedHashMap<>();

  /**
   * Indexes points.
   *
   * @param points every point of the experiment
   */
  public Results(Collection<Point> points) {
    this.points = List.copyOf(points);
    for (Point p : this.points) {
      values
          .computeIfAbsent(new Key(p.panel(), p.series()), key -> new TreeMap<>())
          .computeIfAbsent(p.x(), x -> new TreeMap<>())
          .put(p.seed(), p.y());
    }
  }

  /**
   * Returns every point.
   *
   * @return the points, in the order in which they were given
   */
  public List<Point> points() {
    return points;
  }

  /**
   * Returns the series of a panel.
   *
   * @param panel the panel's name
   * @return the series' names, in the order in which they were first given
   */
  public List<String> series(String panel) {
    List<String> names = new ArrayList<>();
    for (Key key : values.keySet()) {
      if (key.panel().equals(panel)) {
        names.add(key.series());
      }
    }
    return names;
  }

  /**
   * Returns the abscissas of a series.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @return the abscissas, ascending; empty if there is no such series
   */
  public List<Double> xs(String panel, String series) {
    return List.copyOf(byX(panel, series).keySet());
  }

  /**
   * Returns the seeds of a series.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @return the seeds, ascending
   */
  public SortedSet<Long> seeds(String panel, String series) {
    SortedSet<Long> seeds = new TreeSet<>();
    byX(panel, series).values().forEach(atX -> seeds.addAll(atX.keySet()));
    return seeds;
  }

  /**
   * Returns one value.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @param x the abscissa
   * @param seed the seed
   * @return the value; NaN if it is missing or the run diverged
   */
  public double value(String panel, String series, double x, long seed) {
    NavigableMap<Long, Double> atX = byX(panel, series).get(x);
    return atX == null ? Double.NaN : atX.getOrDefault(seed, Double.NaN);
  }

  /**
   * Returns the values of all seeds at one abscissa.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @param x the abscissa
   * @return a value for each seed, by ascending seed, NaN where the run diverged; empty if missing
   */
  public double[] values(String panel, String series, double x) {
    NavigableMap<Long, Double> atX = byX(panel, series).get(x);
    return atX == null
        ? new double[0]
        : atX.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Returns the median over seeds at one abscissa.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @param x the abscissa
   * @return the median; NaN if nothing is stored or a run diverged
   */
  public double median(String panel, String series, double x) {
    return Median.withDefaults().with(NaNPolicy.INCLUDE).evaluate(values(panel, series, x));
  }

  /**
   * Returns the mean over seeds at one abscissa.
   *
   * @param panel the panel's name
   * @param series the series' name
   * @param x the abscissa
   * @return the mean; NaN if nothing is stored or a run diverged
   */
  public double mean(String panel, String series, double x) {
    double[] ys = values(panel, series, x);
    double sum = 0;
    for (double y : ys) {
      sum += y;
    }
    return sum / ys.length;
  }

  private NavigableMap<Double, NavigableMap<Long, Double>> byX(String panel, String series) {
    return values.getOrDefault(new Key(panel, series), new TreeMap<>());
  }

  private record Key(String panel, String series) {}
}
