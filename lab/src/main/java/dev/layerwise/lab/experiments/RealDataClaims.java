package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.data.KnownSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the paper's theory lets expect of real inputs, and whether it is so. */
final class RealDataClaims {
  static final String SGD = "SGD";
  static final String ADAM = "Adam";
  static final String KFAC = "K-FAC";

  /** Differences of accuracy below two points are called none. */
  static final double POINTS = 2;

  private static final String SOURCE = "Concurrence §3, asked of real inputs";

  private RealDataClaims() {}

  static List<Claim> all() {
    List<Claim> claims = new ArrayList<>();
    for (KnownSet set : KnownSet.values()) {
      claims.add(falls(set, SGD, "sgd"));
      claims.add(falls(set, ADAM, "adam"));
      claims.add(steady(set));
      claims.add(asTheyAre(set));
      claims.add(advantageGrows(set));
      claims.add(whiteningHelps(set));
    }
    return claims;
  }

  private static Claim claim(
      String id,
      KnownSet set,
      String statement,
      List<String> needed,
      Function<Means, Judgement> test) {
    return new Claim(
        id + "-" + set.label(),
        SOURCE,
        "(" + set.title() + ") " + statement,
        results -> {
          Means means = new Means(results, set);
          return means
              .undecided(needed)
              .map(Judgement::undecided)
              .orElseGet(() -> test.apply(means));
        });
  }

  private static Claim falls(KnownSet set, String optimizer, String name) {
    return claim(
        name + "-falls",
        set,
        optimizer
            + " loses more than two points of accuracy when the principal spectrum is squared.",
        List.of(optimizer),
        means ->
            Judgement.atLeast(
                means.accuracy(optimizer, 1) - means.accuracy(optimizer, 2),
                POINTS,
                means.evidence(optimizer),
                "for the training loss, if that rises; with as many steps and a learning rate"
                    + " tuned at each power, accuracy does not feel it."));
  }

  private static Claim steady(KnownSet set) {
    return claim(
        "kfac-steady",
        set,
        "K-FAC's accuracy changes by less than two points over all powers of the spectrum.",
        List.of(KFAC),
        means -> {
          double least = Double.POSITIVE_INFINITY;
          double greatest = Double.NEGATIVE_INFINITY;
          for (double power : means.powers(KFAC)) {
            least = Math.min(least, means.accuracy(KFAC, power));
            greatest = Math.max(greatest, means.accuracy(KFAC, power));
          }
          return Judgement.atMost(
              greatest - least,
              POINTS,
              means.evidence(KFAC),
              "for an undamped method whose first weights are transformed with the inputs: damping"
                  + " and isotropic first weights do not follow the inputs' affine map, and what a"
                  + " network of as many steps generalises to depends on the scale of its inputs'"
                  + " directions.");
        });
  }

  private static Claim asTheyAre(KnownSet set) {
    return claim(
        "kfac-as-good-as-adam",
        set,
        "On inputs as they are K-FAC is at least as accurate as Adam.",
        List.of(KFAC, ADAM),
        means ->
            Judgement.atLeast(
                means.accuracy(KFAC, 1) - means.accuracy(ADAM, 1),
                0,
                means.evidence(KFAC) + " " + means.evidence(ADAM),
                "within two points, or for the training loss."));
  }

  private static Claim advantageGrows(KnownSet set) {
    return claim(
        "kfac-advantage-grows",
        set,
        "K-FAC's lead over SGD is greater with the squared spectrum than with whitened inputs.",
        List.of(KFAC, SGD),
        means -> {
          double white = means.accuracy(KFAC, 0) - means.accuracy(SGD, 0);
          double squared = means.accuracy(KFAC, 2) - means.accuracy(SGD, 2);
          return Judgement.atLeast(
              squared - white,
              0,
              "Lead in points: %s whitened, %s squared. %s %s"
                  .formatted(
                      points(white), points(squared), means.evidence(KFAC), means.evidence(SGD)),
              "for the training loss, if that leads.");
        });
  }

  private static Claim whiteningHelps(KnownSet set) {
    return claim(
        "whitening-helps-sgd",
        set,
        "Whitening the inputs does SGD's accuracy no harm.",
        List.of(SGD),
        means ->
            Judgement.atLeast(
                means.accuracy(SGD, 0) - means.accuracy(SGD, 1),
                0,
                means.evidence(SGD),
                "for the training loss, if that falls: whitening makes directions with little"
                    + " signal as large as those with most of it, which helps to fit and harms"
                    + " what is learned of few examples."));
  }

  static String points(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Means over seeds, of one set. */
  private record Means(Results results, KnownSet set) {
    double accuracy(String optimizer, double power) {
      return results.mean(RealPoints.panel(RealPoints.ACCURACY_AT_POWER, set), optimizer, power);
    }

    double loss(String optimizer, double power) {
      return results.mean(RealPoints.panel(RealPoints.LOSS_AT_POWER, set), optimizer, power);
    }

    List<Double> powers(String optimizer) {
      return results.xs(RealPoints.panel(RealPoints.ACCURACY_AT_POWER, set), optimizer);
    }

    /** Why nothing can be said of some optimizers. */
    Optional<String> undecided(List<String> optimizers) {
      for (String optimizer : optimizers) {
        if (powers(optimizer).isEmpty()) {
          return Optional.of("there are no results of " + optimizer + " on " + set.title());
        }
        for (double power : powers(optimizer)) {
          double edges = results.mean(RealPoints.panel(RealPoints.ON_EDGE, set), optimizer, power);
          if (edges > 0) {
            return Optional.of(
                "%s at power %s was tuned to the edge of its grid".formatted(optimizer, power));
          }
          if (Double.isNaN(accuracy(optimizer, power))) {
            return Optional.of("%s diverged at power %s".formatted(optimizer, power));
          }
        }
      }
      return Optional.empty();
    }

    String evidence(String optimizer) {
      List<String> parts = new ArrayList<>();
      for (double power : powers(optimizer)) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%.2f%% (loss %.3f) at p = %s",
                accuracy(optimizer, power),
                loss(optimizer, power),
                power));
      }
      return optimizer + ", test accuracy (training loss): " + String.join(", ", parts) + ".";
    }
  }
}
