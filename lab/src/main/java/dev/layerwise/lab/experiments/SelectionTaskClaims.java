package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.Arrays;
import java.util.List;

/** What Figure 7 of Adam-or-GN says, and what is seen of Theorem 2's trade-off. */
final class SelectionTaskClaims {
  private static final String SOURCE = "Adam-or-GN §5, Figure 7";

  /** The labels have variance 1: a run above this half has not found which vector counts. */
  private static final double NOT_LEARNED = 0.5;

  private SelectionTaskClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "adam-ahead",
            SOURCE,
            "Adam outperforms GN⁻¹ under the eigenbasis with full batches.",
            SelectionTaskClaims::adamAhead),
        new Claim(
            "learning-rate-cap",
            "Adam-or-GN Theorem 2, in spirit",
            "With a small α a large learning rate keeps GN⁻¹ from learning at all.",
            SelectionTaskClaims::cap),
        new Claim(
            "half-between",
            SOURCE,
            "GN⁻½ is slower than GN⁻¹ in the eigenbasis with full batches.",
            SelectionTaskClaims::half));
  }

  private static double[] ends(Results results, String panel, String series) {
    String csv = SelectionTask.ERROR + ":" + panel;
    List<Double> xs = results.xs(csv, series);
    double[] ends =
        xs.isEmpty() ? new double[0] : results.values(csv, series, xs.getLast()).clone();
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Double.isNaN(ends[i]) ? Double.POSITIVE_INFINITY : ends[i]; // diverged
    }
    Arrays.sort(ends);
    return ends;
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static Judgement adamAhead(Results results) {
    double[] adam = ends(results, SelectionTask.PANEL, SelectionTask.ADAM);
    double[] gn = ends(results, SelectionTask.PANEL, SelectionTask.GN);
    return Judgement.atMost(
        median(adam) / median(gn),
        1,
        "Error at the end, median over %d seeds: Adam %s, GN⁻¹ %s."
            .formatted(adam.length, number(median(adam)), number(median(gn))),
        "perhaps with a residual stream, layer norm, a hidden layer or learned positions, of which"
            + " the paper specifies none; here is attention alone.");
  }

  private static Judgement cap(Results results) {
    double[] fast = ends(results, SelectionTask.RATES, SelectionTask.GN_TOO_FAST);
    return Judgement.atLeast(
        median(fast),
        NOT_LEARNED,
        "At η = 1 and α = 1e-4 the median error of %d seeds ends at %s; at η = 0.3 it is %s, at η = 0.1 %s."
            .formatted(
                fast.length,
                number(median(fast)),
                number(median(ends(results, SelectionTask.RATES, SelectionTask.GN_FASTER))),
                number(median(ends(results, SelectionTask.PANEL, SelectionTask.GN)))),
        "with a smaller α.");
  }

  private static Judgement half(Results results) {
    double half = median(ends(results, SelectionTask.PANEL, SelectionTask.GN_HALF));
    double gn = median(ends(results, SelectionTask.PANEL, SelectionTask.GN));
    return Judgement.atLeast(
        half / gn,
        1,
        "Median error at the end: GN⁻½ %s, GN⁻¹ %s.".formatted(number(half), number(gn)),
        "at other learning rates.");
  }
}
