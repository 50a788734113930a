package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.DepthTask.Net;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What the stored runs of the race over depths say: medians over seeds, and ratios of them. */
final class DepthReading {
  private final Results results;

  DepthReading(Results results) {
    this.results = results;
  }

  /** A quotient that a claim bounds, and why it cannot be known, if it cannot. */
  record Ratio(String place, Bounded value, List<String> doubts) {
    Ratio {
      doubts = List.copyOf(doubts);
    }
  }

  /** The condition numbers that were run, ascending. */
  List<String> kappas(Net net) {
    return Depth.KAPPAS.stream()
        .filter(kappa -> !results.series(Depth.overDepths(Depth.STEPS, net, kappa)).isEmpty())
        .toList();
  }

  /** The depths that were run. */
  List<Integer> depths(Net net, String kappa) {
    return results.xs(Depth.overDepths(Depth.STEPS, net, kappa), "K-FAC").stream()
        .map(Double::intValue)
        .toList();
  }

  /**
   * The median over seeds of what the target took. A run that was cut off counts as at least what
   * was spent; the median of a method that diverged is unknown if it depends on that run.
   */
  Bounded median(String name, Net net, String kappa, int depth, String series) {
    double[] reached = results.values(Depth.overDepths(name, net, kappa), series, depth);
    String remaining = Depth.overDepths(Depth.REMAINING, net, kappa);
    double[] left = results.values(remaining, series, depth);
    double[] spent = results.values(Depth.overDepths(Depth.SPENT, net, kappa), series, depth);
    if (reached.length == 0 || left.length != reached.length || spent.length != reached.length) {
      return Bounded.NOTHING;
    }
    List<Bounded> all = new ArrayList<>();
    List<Bounded> unreached = new ArrayList<>();
    for (int i = 0; i < reached.length; i++) {
      if (!Double.isNaN(reached[i])) {
        all.add(Bounded.exactly(reached[i]));
      } else if (Double.isNaN(left[i])) {
        unreached.add(Bounded.NOTHING);
      } else {
        unreached.add(Bounded.atLeast(name.equals(Depth.STEPS) ? net.steps() : spent[i]));
      }
    }
    all.sort(Comparator.comparingDouble(Bounded::value));
    unreached.sort(Comparator.comparingDouble(Bounded::value)); // NaN comes last
    all.addAll(unreached);
    Bounded low = all.get((all.size() - 1) / 2);
    Bounded high = all.get(all.size() / 2);
    if (low.side() == Bounded.Side.UNKNOWN || high.side() == Bounded.Side.UNKNOWN) {
      return Bounded.NOTHING;
    }
    double middle = 0.5 * (low.value() + Math.max(low.value(), high.value()));
    return new Bounded(middle, high.side());
  }

  /** Why the runs of some methods at a place do not decide: tuned on the edge, or diverged. */
  List<String> doubts(Net net, String kappa, int depth, String... methods) {
    List<String> doubts = new ArrayList<>();
    for (String series : methods) {
      String edge = Depth.overDepths(Depth.EDGE, net, kappa);
      if (Arrays.stream(results.values(edge, series, depth)).anyMatch(count -> count > 0)) {
        doubts.add(series + " is tuned on its grid's edge at " + place(net, kappa, depth));
      }
      if (median(Depth.STEPS, net, kappa, depth, series).side() == Bounded.Side.UNKNOWN) {
        doubts.add(series + " diverged or is missing at " + place(net, kappa, depth));
      }
    }
    return doubts;
  }

  static String place(Net net, String kappa, int depth) {
    return "%s, %d layers, κ = %s".formatted(net.label(), depth, kappa);
  }

  /**
   * Judges that every ratio is below 1 by more than can be told apart: closer to 1 than the factor
   * {@code resolution}, on either side, is undecided.
   */
  static Judgement below(List<Ratio> ratios, double resolution, String words, String reading) {
    return judge(ratios, new Bound(1, false, resolution), words, reading);
  }

  /** What a claim asks of its ratios. */
  private record Bound(double value, boolean least, double resolution) {
    boolean holds(Bounded ratio) {
      return least ? ratio.surelyAtLeast(value) : ratio.surelyAtMost(value / resolution);
    }

    boolean fails(Bounded ratio) {
      return least ? ratio.surelyBelow(value) : ratio.surelyAbove(value * resolution);
    }

    String relation() {
      return least ? "≥" : resolution > 1 ? "<" : "≤";
    }
  }

  /** Judges that every ratio is at most a bound. */
  static Judgement atMost(List<Ratio> ratios, double bound, String words, String reading) {
    return judge(ratios, new Bound(bound, false, 1), words, reading);
  }

  /** Judges that every ratio is at least a bound. */
  static Judgement atLeast(List<Ratio> ratios, double bound, String words, String reading) {
    return judge(ratios, new Bound(bound, true, 1), words, reading);
  }

  private static Judgement judge(List<Ratio> ratios, Bound bound, String words, String reading) {
    if (ratios.isEmpty()) {
      return Judgement.undecided("no results");
    }
    List<String> doubts = ratios.stream().flatMap(r -> r.doubts().stream()).distinct().toList();
    StringBuilder evidence = new StringBuilder(words).append(':');
    boolean known = doubts.isEmpty();
    double worst = Double.NaN;
    boolean broken = false;
    for (Ratio ratio : ratios) {
      Bounded value = ratio.value();
      evidence.append(' ').append(ratio.place()).append(": ").append(value).append(';');
      boolean holds = bound.holds(value);
      boolean fails = bound.fails(value);
      broken |= fails;
      known &= holds || fails;
      double v = value.value();
      worst = Double.isNaN(worst) ? v : bound.least() ? Math.min(worst, v) : Math.max(worst, v);
    }
    evidence.setLength(evidence.length() - 1);
    String said = evidence.append('.').toString();
    String relation = bound.relation();
    if (!known && !(broken && doubts.isEmpty())) {
      String why =
          doubts.isEmpty()
              ? "runs that were cut off leave it open, or a ratio is closer to the bound than can"
                  + " be told apart"
              : String.join("; ", doubts);
      return new Judgement(Judgement.Verdict.UNDECIDED, worst, relation, bound.value(), said, why);
    }
    return new Judgement(
        broken ? Judgement.Verdict.FAILS : Judgement.Verdict.HOLDS,
        worst,
        relation,
        bound.value(),
        said,
        broken ? reading : "");
  }
}
