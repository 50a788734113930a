package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.DepthReading.Ratio;
import dev.layerwise.lab.experiments.DepthTask.Net;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The question whether K-FAC's advantage carries over to depth, as predicates. The paper leaves it
 * open, so these are the sentences that its results for two linear layers suggest.
 */
final class DepthClaims {
  private static final String SOURCE = "extends Concurrence §4.1";
  private static final String KFAC = "K-FAC";
  private static final String SGD = "SGD";
  private static final String ADAM = "Adam";

  /** "Do not grow" and "grow" are read as at most and at least twice. */
  private static final double GROWTH = 2;

  /** "Keeps its advantage" is read as at least half of it. */
  private static final double KEPT = 2;

  /** Held-out losses are looked at after steps about 5 % apart. */
  private static final double RESOLUTION_OF_STEPS = 1.05;

  /** Seconds a step of one method and task differed by up to 1.36 between two seeds. */
  private static final double RESOLUTION_OF_SECONDS = 1.4;

  /** Said of dense networks in every statement: with a teacher of x there is no such advantage. */
  private static String inputs(Net net) {
    return net == Net.CONV
        ? "the most anisotropic inputs"
        : "the most anisotropic inputs and targets that depend on all white directions alike";
  }

  private DepthClaims() {}

  static List<Claim> all() {
    List<Claim> claims = new ArrayList<>();
    for (Net net : Net.values()) {
      claims.add(fewest(net, Depth.STEPS));
    }
    for (Net net : Net.values()) {
      claims.add(kFacFlat(net));
    }
    for (Net net : Net.values()) {
      claims.add(sgdGrows(net));
    }
    claims.add(keptWithDepth(Net.LINEAR));
    claims.add(keptWithDepth(Net.RELU));
    for (Net net : Net.values()) {
      claims.add(fewest(net, Depth.SECONDS));
    }
    for (String method : List.of("Shampoo", "SOAP", "Muon")) {
      claims.add(belowAdam(method));
    }
    return List.copyOf(claims);
  }

  /** K-FAC against the better of SGD and Adam at the highest anisotropy. */
  private static Claim fewest(Net net, String name) {
    boolean timed = name.equals(Depth.SECONDS);
    return new Claim(
        "kfac-fewest-" + name + "-" + net.label(),
        SOURCE,
        "On %s with %s, K-FAC needs fewer %s to the target than SGD and Adam at every depth."
            .formatted(net.words(), inputs(net), name),
        results -> {
          DepthReading reading = new DepthReading(results);
          List<Ratio> ratios = new ArrayList<>();
          for (String kappa : last(reading.kappas(net))) {
            for (int depth : reading.depths(net, kappa)) {
              ratios.add(advantage(reading, name, net, kappa, depth));
            }
          }
          return DepthReading.below(
              ratios,
              timed ? RESOLUTION_OF_SECONDS : RESOLUTION_OF_STEPS,
              (timed ? "Processor seconds" : "Median steps")
                  + " of K-FAC over the better of SGD and Adam",
              timed
                  ? "in steps, where the claim on steps holds, and for layers and batches in which"
                      + " a preconditioner costs less beside the passes; times are indicative."
                  : "for the depths whose ratio is below 1.");
        });
  }

  private static Ratio advantage(
      DepthReading reading, String name, Net net, String kappa, int depth) {
    Bounded kFac = reading.median(name, net, kappa, depth, KFAC);
    Bounded sgd = reading.median(name, net, kappa, depth, SGD);
    Bounded adam = reading.median(name, net, kappa, depth, ADAM);
    String place =
        "%s (K-FAC %s, SGD %s, Adam %s)"
            .formatted(DepthReading.place(net, kappa, depth), kFac, sgd, adam);
    return new Ratio(
        place,
        kFac.over(Bounded.least(List.of(sgd, adam))),
        reading.doubts(net, kappa, depth, KFAC, SGD, ADAM));
  }

  private static Claim kFacFlat(Net net) {
    return new Claim(
        "kfac-flat-" + net.label(),
        SOURCE,
        "On %s, K-FAC's steps to the target do not grow with the inputs' anisotropy."
            .formatted(net.words()),
        results ->
            DepthReading.atMost(
                growth(results, net, KFAC),
                GROWTH,
                "Steps at the highest over those at the lowest κ, \"do not grow\" read as at most"
                    + " twice",
                "for the depths whose ratio is at most 2."));
  }

  private static Claim sgdGrows(Net net) {
    return new Claim(
        "sgd-grows-" + net.label(),
        SOURCE,
        "On %s, SGD's steps to the target grow with the inputs' anisotropy.".formatted(net.words()),
        results ->
            DepthReading.atLeast(
                growth(results, net, SGD),
                GROWTH,
                "Steps at the highest over those at the lowest κ, \"grow\" read as at least twice",
                "for the depths whose ratio is at least 2."));
  }

  private static List<Ratio> growth(Results results, Net net, String series) {
    DepthReading reading = new DepthReading(results);
    List<String> kappas = reading.kappas(net);
    List<Ratio> ratios = new ArrayList<>();
    if (kappas.size() < 2) {
      return ratios;
    }
    String low = kappas.getFirst();
    String high = kappas.getLast();
    for (int depth : reading.depths(net, high)) {
      Bounded steep = reading.median(Depth.STEPS, net, high, depth, series);
      Bounded flat = reading.median(Depth.STEPS, net, low, depth, series);
      List<String> doubts = new ArrayList<>(reading.doubts(net, low, depth, series));
      doubts.addAll(reading.doubts(net, high, depth, series));
      String place = "%d layers (from %s to %s)".formatted(depth, flat, steep);
      ratios.add(new Ratio(place, steep.over(flat), doubts));
    }
    return ratios;
  }

  private static Claim keptWithDepth(Net net) {
    return new Claim(
        "kfac-keeps-advantage-" + net.label(),
        SOURCE,
        "On %s with %s, K-FAC keeps with depth the advantage over SGD and Adam that it has with two layers."
            .formatted(net.words(), inputs(net)),
        results -> {
          DepthReading reading = new DepthReading(results);
          List<Ratio> ratios = new ArrayList<>();
          for (String kappa : last(reading.kappas(net))) {
            List<Integer> depths = reading.depths(net, kappa);
            for (int depth : depths.subList(Math.min(1, depths.size()), depths.size())) {
              Ratio shallow = advantage(reading, Depth.STEPS, net, kappa, depths.getFirst());
              Ratio deep = advantage(reading, Depth.STEPS, net, kappa, depth);
              List<String> doubts = new ArrayList<>(shallow.doubts());
              doubts.addAll(deep.doubts());
              ratios.add(new Ratio(deep.place(), deep.value().over(shallow.value()), doubts));
            }
          }
          return DepthReading.atMost(
              ratios,
              KEPT,
              "K-FAC's steps over the better of SGD and Adam, over the same ratio at the least"
                  + " depth; \"keeps\" read as at least half",
              "for the depths whose ratio is at most 2.");
        });
  }

  private static Claim belowAdam(String method) {
    return new Claim(
        method.toLowerCase(Locale.ROOT) + "-below-adam",
        SOURCE,
        "With the most anisotropic inputs, %s needs fewer steps to the target than Adam on every network."
            .formatted(method),
        results -> {
          DepthReading reading = new DepthReading(results);
          List<Ratio> ratios = new ArrayList<>();
          for (Net net : Net.values()) {
            for (String kappa : last(reading.kappas(net))) {
              for (int depth : reading.depths(net, kappa)) {
                Bounded own = reading.median(Depth.STEPS, net, kappa, depth, method);
                Bounded adam = reading.median(Depth.STEPS, net, kappa, depth, ADAM);
                String place =
                    "%s (%s and %s)".formatted(DepthReading.place(net, kappa, depth), own, adam);
                ratios.add(
                    new Ratio(
                        place, own.over(adam), reading.doubts(net, kappa, depth, method, ADAM)));
              }
            }
          }
          return DepthReading.below(
              ratios,
              RESOLUTION_OF_STEPS,
              "Median steps of %s over Adam's".formatted(method),
              "for the networks whose ratio is below 1.");
        });
  }

  private static List<String> last(List<String> kappas) {
    return kappas.subList(Math.max(0, kappas.size() - 1), kappas.size());
  }
}
