package dev.layerwise.lab.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tunes settings: tries every combination of a grid on every tuning seed, takes the one with the
 * least mean score, and where that lies on the grid's edge goes on beyond it, factor by factor,
 * until it lies inside or enough has been tried.
 *
 * <p>The result is a function of grid, seeds and scores alone, whatever the number of workers; of
 * equal scores the earlier combination wins. Tuning seeds and the seeds of an evaluation must not
 * overlap: that is the caller's to check.
 */
public final class GridSearch {
  private final List<Axis> axes;
  private final List<Long> seeds;
  private final int extensions;

  /**
   * A setting to be tuned, over a geometric progression.
   *
   * @param setting the setting's name, such as {@code lr}
   * @param values the values to try first, ascending, positive, at least one
   * @param factor the ratio of the values that are tried beyond them, above 1
   */
  public record Axis(String setting, List<Double> values, double factor) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if they do not ascend from above 0, or the factor is not
     *     above 1
     */
    public Axis {
      values = List.copyOf(values);
      boolean ascending = !values.isEmpty() && values.getFirst() > 0;
      for (int i = 1; i < values.size(); i++) {
        ascending &= values.get(i) > values.get(i - 1);
      }
      if (!ascending || !(factor > 1)) {
        throw new IllegalArgumentException(
            "grid of "
                + setting
                + " "
                + values
                + " with factor "
                + factor
                + ": want positive, ascending values and a factor above 1");
      }
    }
  }

  /** Runs a training with some settings. */
  @FunctionalInterface
  public interface Run {
    /**
     * Returns what is to be least; not a finite number if the training diverged. Called by several
     * threads at once.
     *
     * @param settings setting and value, as they would be written
     * @param seed the seed
     */
    double score(Map<String, String> settings, long seed);
  }

  /**
   * A combination that was tried.
   *
   * @param settings setting and value
   * @param score the mean score over the seeds; infinite if a training diverged
   */
  public record Trial(Map<String, String> settings, double score) {
    /** Copies the map. */
    public Trial {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /**
   * What came out.
   *
   * @param best the combination with the least score
   * @param trials all of them, in the order in which they were tried
   * @param onEdge the settings whose best value is the least or greatest that was tried
   */
  public record Found(Trial best, List<Trial> trials, List<String> onEdge) {
    /** Copies the lists. */
    public Found {
      trials = List.copyOf(trials);
      onEdge = List.copyOf(onEdge);
    }
  }

  /**
   * Prepares a search.
   *
   * @param axes what is tuned; none if there is nothing to tune
   * @param seeds the tuning seeds, at least one
   * @param extensions how often the grid may be extended beyond its edge
   */
  public GridSearch(List<Axis> axes, List<Long> seeds, int extensions) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("grid search: no tuning seeds; want at least one");
    }
    this.axes = List.copyOf(axes);
    this.seeds = List.copyOf(seeds);
    this.extensions = extensions;
  }

  /**
   * Searches.
   *
   * @param run runs a training
   * @param workers how many trainings run at once
   */
  public Found search(Run run, int workers) {
    List<NavigableSet<Double>> values = new ArrayList<>();
    axes.forEach(axis -> values.add(new TreeSet<>(axis.values())));
    Map<Map<String, String>, Trial> tried = new LinkedHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (int round = 0; ; round++) {
        tryNew(combinations(values), tried, run, pool);
        Trial best = best(tried.values());
        List<String> edges = edges(best, values);
        if (edges.isEmpty() || round == extensions || !Double.isFinite(best.score())) {
          return new Found(best, List.copyOf(tried.values()), edges);
        }
        extend(best, values);
      }
    }
  }

  private static Trial best(Iterable<Trial> trials) {
    Trial best = trials.iterator().next();
    for (Trial trial : trials) {
      best = trial.score() < best.score() ? trial : best;
    }
    return best;
  }

  private List<String> edges(Trial best, List<NavigableSet<Double>> values) {
    List<String> edges = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      double value = Double.parseDouble(best.settings().get(axes.get(i).setting()));
      if (value == values.get(i).first() || value == values.get(i).last()) {
        edges.add(axes.get(i).setting());
      }
    }
    return edges;
  }

  private void extend(Trial best, List<NavigableSet<Double>> values) {
    for (int i = 0; i < axes.size(); i++) {
      double value = Double.parseDouble(best.settings().get(axes.get(i).setting()));
      double factor = axes.get(i).factor();
      NavigableSet<Double> along = values.get(i);
      if (value == along.last()) {
        along.add(rounded(value * factor));
      }
      if (value == along.first()) {
        along.add(rounded(value / factor));
      }
    }
  }

  /** To six digits, so that a value reads as it was meant. */
  static double rounded(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(6)).doubleValue();
  }

  private Set<Map<String, String>> combinations(List<NavigableSet<Double>> values) {
    Set<Map<String, String>> all = new LinkedHashSet<>();
    all.add(Map.of());
    for (int i = 0; i < axes.size(); i++) {
      Set<Map<String, String>> longer = new LinkedHashSet<>();
      for (Map<String, String> combination : all) {
        for (double value : values.get(i)) {
          Map<String, String> more = new LinkedHashMap<>(combination);
          more.put(axes.get(i).setting(), Double.toString(value));
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  private void tryNew(
      Set<Map<String, String>> combinations,
      Map<Map<String, String>, Trial> tried,
      Run run,
      ExecutorService pool) {
    Map<Map<String, String>, List<CompletableFuture<Double>>> running = new LinkedHashMap<>();
    for (Map<String, String> settings : combinations) {
      if (!tried.containsKey(settings)) {
        running.put(
            settings,
            seeds.stream()
                .map(seed -> CompletableFuture.supplyAsync(() -> run.score(settings, seed), pool))
                .toList());
      }
    }
    running.forEach((settings, scores) -> {
      double sum = 0;
      for (CompletableFuture<Double> score : scores) {
        double value = score.join();
        sum += Double.isFinite(value) ? value : Double.POSITIVE_INFINITY;
      }
      tried.put(settings, new Trial(settings, sum / seeds.size()));
    });
  }
}
