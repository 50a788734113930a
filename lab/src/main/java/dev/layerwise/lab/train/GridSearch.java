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
 * The search protocol of Adam-or-GN App. C.1: every combination of a grid on every tuning seed;
 * where the best lies on the grid's edge, on beyond it, factor by factor, until it lies inside or
 * enough has been tried; then finer factors around the best. What has the least mean score wins.
 *
 * <p>The full grid, and several seeds: a climb from one seed ends beside the best where the stable
 * learning rates end abruptly. {@link #meanLog10OfSecondHalf} is the usual score. The result is a
 * function of grid, seeds and scores alone, whatever the number of workers; of equal scores the
 * earlier combination wins. Tuning seeds and the seeds of an evaluation must not overlap: that is
 * the caller's to check; so is what to say of a best setting on the edge.
 */
public final class GridSearch {
  private final List<Axis> axes;
  private final List<Long> seeds;
  private final int extensions;

  /** A setting to be tuned. */
  public sealed interface Axis {
    /** The setting's name, such as {@code lr}. */
    String setting();
  }

  /**
   * A setting over a geometric progression.
   *
   * @param setting the setting's name
   * @param values the values to try first, ascending, positive, at least one
   * @param factor the ratio of the values that are tried beyond them, above 1
   * @param finer ratios to try around the best in the end, one after the other, above 1
   */
  public record Geometric(String setting, List<Double> values, double factor, List<Double> finer)
      implements Axis {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if they do not ascend from above 0, or a factor is not above
     *     1
     */
    public Geometric {
      values = List.copyOf(values);
      finer = List.copyOf(finer);
      boolean ascending = !values.isEmpty() && values.getFirst() > 0;
      for (int i = 1; i < values.size(); i++) {
        ascending &= values.get(i) > values.get(i - 1);
      }
      if (!ascending || !(factor > 1) || !finer.stream().allMatch(f -> f > 1)) {
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

    /** Without finer ratios. */
    public Geometric(String setting, List<Double> values, double factor) {
      this(setting, values, factor, List.of());
    }

    /**
     * A value divided and multiplied by the factor, and itself.
     *
     * @param start the value, positive
     */
    public static Geometric around(
        String setting, double start, double factor, List<Double> finer) {
      return new Geometric(
          setting, List.of(rounded(start / factor), start, rounded(start * factor)), factor, finer);
    }
  }

  /**
   * A setting that is one of some words, which have no edge.
   *
   * @param setting the setting's name
   * @param words the words
   */
  public record Choice(String setting, List<String> words) implements Axis {
    /** Copies the list. */
    public Choice {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("grid of " + setting + ": no words to choose from");
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
  public GridSearch(List<? extends Axis> axes, List<Long> seeds, int extensions) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("grid search: no tuning seeds; want at least one");
    }
    this.axes = List.copyOf(axes);
    this.seeds = List.copyOf(seeds);
    this.extensions = extensions;
  }

  /**
   * The criterion of a search: the mean of log₁₀ over the second half of a run, that is of the
   * records after half of the steps.
   *
   * @param steps the steps of the records, ascending to the last of the run
   * @param values what was recorded, such as the loss
   * @return the mean; NaN if a value is not a number or infinite
   */
  public static double meanLog10OfSecondHalf(List<Long> steps, List<Double> values) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.size(); i++) {
      if (2 * steps.get(i) > steps.getLast()) {
        double value = values.get(i);
        sum += Double.isFinite(value) ? Math.log10(Math.max(value, Double.MIN_NORMAL)) : Double.NaN;
        count++;
      }
    }
    return sum / count;
  }

  /**
   * Searches.
   *
   * @param run runs a training
   * @param workers how many trainings run at once
   */
  public Found search(Run run, int workers) {
    List<Tried> values = axes.stream().map(Tried::new).toList();
    Map<Map<String, String>, Trial> tried = new LinkedHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (int round = 0; ; round++) {
        tryNew(combinations(values.stream().map(Tried::texts).toList()), tried, run, pool);
        Trial best = best(tried.values());
        if (edges(best, values).isEmpty()
            || round == extensions
            || !Double.isFinite(best.score())) {
          break;
        }
        values.forEach(v -> v.extend(best));
      }
      if (Double.isFinite(best(tried.values()).score())) {
        refine(values, tried, run, pool);
      }
    }
    Trial best = best(tried.values());
    return new Found(best, List.copyOf(tried.values()), edges(best, values));
  }

  /** Tries each axis's finer factors around the best, the others as they are there. */
  private void refine(
      List<Tried> values, Map<Map<String, String>, Trial> tried, Run run, ExecutorService pool) {
    int most = values.stream().mapToInt(v -> v.finer().size()).max().orElse(0);
    for (int n = 0; n < most; n++) {
      Trial best = best(tried.values());
      List<List<String>> around = new ArrayList<>();
      for (Tried v : values) {
        around.add(v.around(best, n));
      }
      tryNew(combinations(around), tried, run, pool);
    }
  }

  private static Trial best(Iterable<Trial> trials) {
    Trial best = trials.iterator().next();
    for (Trial trial : trials) {
      best = trial.score() < best.score() ? trial : best;
    }
    return best;
  }

  private static List<String> edges(Trial best, List<Tried> values) {
    return values.stream().filter(v -> v.isOnEdge(best)).map(v -> v.axis.setting()).toList();
  }

  /** The values that were tried along an axis. */
  private static final class Tried {
    private final Axis axis;
    private final NavigableSet<Double> numbers = new TreeSet<>();

    Tried(Axis axis) {
      this.axis = axis;
      if (axis instanceof Geometric geometric) {
        numbers.addAll(geometric.values());
      }
    }

    List<String> texts() {
      return switch (axis) {
        case Geometric _ -> numbers.stream().map(value -> Double.toString(value)).toList();
        case Choice choice -> choice.words();
      };
    }

    List<Double> finer() {
      return axis instanceof Geometric geometric ? geometric.finer() : List.of();
    }

    private double of(Trial trial) {
      return Double.parseDouble(trial.settings().get(axis.setting()));
    }

    boolean isOnEdge(Trial best) {
      return axis instanceof Geometric
          && (of(best) == numbers.first() || of(best) == numbers.last());
    }

    void extend(Trial best) {
      if (axis instanceof Geometric geometric) {
        double value = of(best);
        boolean last = value == numbers.last();
        if (value == numbers.first()) {
          numbers.add(rounded(value / geometric.factor()));
        }
        if (last) {
          numbers.add(rounded(value * geometric.factor()));
        }
      }
    }

    /** The best value, and what the n-th finer factor makes of it. */
    List<String> around(Trial best, int n) {
      String at = best.settings().get(axis.setting());
      if (n >= finer().size()) {
        return List.of(at);
      }
      double factor = finer().get(n);
      double below = rounded(of(best) / factor);
      double above = rounded(of(best) * factor);
      numbers.add(below);
      numbers.add(above);
      return List.of(at, Double.toString(below), Double.toString(above));
    }
  }

  /** To six digits, so that a value reads as it was meant. */
  static double rounded(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(6)).doubleValue();
  }

  private Set<Map<String, String>> combinations(List<List<String>> values) {
    Set<Map<String, String>> all = new LinkedHashSet<>();
    all.add(Map.of());
    for (int i = 0; i < axes.size(); i++) {
      Set<Map<String, String>> longer = new LinkedHashSet<>();
      for (Map<String, String> combination : all) {
        for (String value : values.get(i)) {
          Map<String, String> more = new LinkedHashMap<>(combination);
          more.put(axes.get(i).setting(), value);
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
