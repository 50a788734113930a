package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.Quadrants.ADAM;
import static dev.layerwise.lab.experiments.Quadrants.GN;
import static dev.layerwise.lab.experiments.Quadrants.GN_HALF;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Budget;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Problem;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Trainings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Adam-or-GN App. C.1: the Kronecker eigenbasis against that of the whole Gauss-Newton matrix, 352
 * × 352, on the random teacher with large batches; the same settings in both.
 */
final class KroneckerOrFull {
  static final String KRONECKER = "kronecker";
  static final String FULL = "full";
  private static final String SOURCE = "Adam-or-GN App. C.1";
  private static final long STEPS = 200;
  private static final int PAPER_SEEDS = 10;
  private static final double EARLY = 0.3;

  private KroneckerOrFull() {}

  static SweepExperiment experiment() {
    ExperimentInfo info =
        new ExperimentInfo(
            "adamgn-kronecker",
            "Adam-or-GN",
            "App. C.1",
            "Kronecker or full eigenbasis",
            "Whether the Kronecker eigenbasis does what the eigenbasis of the whole matrix does:"
                + " the methods stand in the same order, and the whole is ahead.",
            20,
            90);
    return new SweepExperiment(
        info,
        scale ->
            new Trainings(
                info.id(),
                Heading.of(info),
                scale,
                Seeds.first(scale == Scale.PAPER ? PAPER_SEEDS : 2),
                List.of(panel(KRONECKER, "Kronecker eigenbasis"), panel(FULL, "full eigenbasis")),
                List.of(
                    Quadrants.plot(
                        "App. C.1: Kronecker and full eigenbasis",
                        "Error on the random teacher, batches of 4096, the basis renewed at every"
                            + " step. The same learning rates and damping left and right.",
                        List.of()))),
        claims());
  }

  private static Panel panel(String basis, String title) {
    Problem teacher = Quadrants.network("teacher", Map.of(), "mlp:20-16-1");
    return new Panel(
        basis,
        title,
        teacher,
        new Budget(STEPS, STEPS / Quadrants.LOOKS, List.of(Quadrants.ERROR)),
        Stream.of(
                Quadrants.adam("0.09", "1e-12", "0.9", "eighths"),
                Quadrants.gaussNewton("0.1909", "1e-4"),
                Quadrants.half("0.4243", "1e-6"))
            .map(method -> method.in(basis, Quadrants.LARGE))
            .toList());
  }

  private static List<Claim> claims() {
    return List.of(
        new Claim(
            "same-order",
            SOURCE,
            "The Kronecker approximation behaves similarly to the full eigenbasis: the methods"
                + " stand in the same order.",
            results -> {
              Quadrant kronecker = Quadrant.of(results, KRONECKER);
              Quadrant full = Quadrant.of(results, FULL);
              if (kronecker.seeds(GN) == 0 || full.seeds(GN) == 0) {
                return Judgement.undecided("not both bases were run");
              }
              return Judgement.atMost(
                  Math.max(worstInversion(kronecker), worstInversion(full)),
                  1,
                  "Error after %.0f steps of %d, medians over %d seeds: Kronecker %s; full %s."
                      .formatted(
                          EARLY * STEPS,
                          STEPS,
                          full.seeds(GN),
                          kronecker.each(s -> kronecker.error(s, EARLY), GN, ADAM, GN_HALF),
                          full.each(s -> full.error(s, EARLY), GN, ADAM, GN_HALF)),
                  "at other steps of the run.");
            }),
        similar("similar-gauss-newton", GN),
        similar("similar-adam", ADAM),
        similar("similar-half", GN_HALF));
  }

  /** The error of GN⁻¹ over that of the better of the others. */
  private static double worstInversion(Quadrant quadrant) {
    return quadrant.error(GN, EARLY)
        / Math.min(quadrant.error(ADAM, EARLY), quadrant.error(GN_HALF, EARLY));
  }

  private static Claim similar(String id, String series) {
    return new Claim(
        id,
        SOURCE,
        "%s has in the Kronecker eigenbasis an error within a factor of three of the full one's."
            .formatted(series),
        results -> {
          Quadrant kronecker = Quadrant.of(results, KRONECKER);
          Quadrant full = Quadrant.of(results, FULL);
          double ratio = kronecker.end(series) / full.end(series);
          return Judgement.atMost(
              ratio,
              3,
              "Error after %d steps, medians over %d seeds: Kronecker %s, full %s."
                  .formatted(
                      STEPS,
                      full.seeds(series),
                      kronecker.each(kronecker::end, series),
                      full.each(full::end, series)),
              "of the order of the methods alone: the full eigenbasis is clearly ahead.");
        });
  }
}
