package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.LinearRepresentation.Anisotropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The effect of batch normalisation on AMGD beside K-FAC, in one or several settings (Concurrence
 * Figures 2 and 4).
 *
 * @param info what the experiment is about
 * @param inputs the settings, from left to right
 */
record BatchNormEffect(ExperimentInfo info, List<Setting> inputs) implements Experiment {
  private static final List<String> SERIES =
      List.of("KFAC", "AMGD", "AMGD-noO", "AMGD-BN", "AMGD-BN-noO", "AMGD-W-noO");
  private static final double END = RepresentationSettings.ITERATIONS;

  /** A training loss "converges" when it has fallen to a hundredth of where it started. */
  private static final double CONVERGED_LOSS = 1e-2;

  static BatchNormEffect figure2() {
    return new BatchNormEffect(
        new ExperimentInfo(
            "concurrence-fig2",
            "Concurrence",
            "Figure 2",
            "Batch normalisation: loss without features",
            "Whether normalising the inputs saves gradient descent: it lowers the training loss"
                + " and still misses the representation that transfers.",
            9,
            20),
        List.of(Setting.UNIFORM_HIGH));
  }

  static BatchNormEffect figure4() {
    return new BatchNormEffect(
        new ExperimentInfo(
            "concurrence-fig4",
            "Concurrence",
            "Figure 4",
            "Batch normalisation in three more settings",
            "The comparison of Figure 2 for uniform inputs with low anisotropy and for Gaussian"
                + " inputs with low and high anisotropy.",
            22,
            90),
        List.of(Setting.UNIFORM_LOW, Setting.GAUSSIAN_LOW, Setting.GAUSSIAN_HIGH));
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return RepresentationSettings.seeds(scale);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = RepresentationSettings.common(inputs);
    settings.put("learning rate", Entrant.ETA);
    settings.put("batch normalisation", "each input, by its batch's mean and variance + 1e-5");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    return RepresentationSettings.cells(info.id(), scale, seeds, inputs);
  }

  @Override
  public RunRecord run(Cell cell) {
    Setting setting = Setting.of(cell.coordinate(RepresentationSettings.SETTING));
    List<Entrant> entrants = new ArrayList<>(Entrant.ofThePaper());
    entrants.addAll(Entrant.variants());
    entrants.removeIf(entrant -> !SERIES.contains(entrant.series()));
    return new Contest(cell, setting, entrants)
        .run(RepresentationSettings.measuredAt(), Contest.threePanels(suffix(setting)));
  }

  /** With one setting its panels carry the plain names; with several, each its setting's. */
  private String suffix(Setting setting) {
    return inputs.size() == 1 ? "" : ":" + setting.label();
  }

  @Override
  public List<Figure> figures(Results results) {
    List<Figure> figures = new ArrayList<>();
    for (Setting setting : inputs) {
      figures.add(
          new Figure(
              info.place() + ": " + setting.words(),
              "AMGD with and without batch normalisation (BN), full whitening (W) and"
                  + " orthonormalisation (noO: without), beside K-FAC.",
              List.of(
                  HeadToHead.panel(
                      "Training loss", "loss", Contest.TRAIN_LOSS + suffix(setting), SERIES),
                  HeadToHead.panel(
                      "Subspace distance",
                      "dist(G, G⋆)",
                      Contest.DISTANCE + suffix(setting),
                      SERIES))));
    }
    return figures;
  }

  @Override
  public List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    for (Setting setting : inputs) {
      claims.add(lossConverges(setting, "AMGD-BN", ""));
      claims.add(lossConverges(setting, "AMGD-BN-noO", "-without-ortho"));
      claims.add(
          setting.anisotropy() == Anisotropy.HIGH
              ? representationMissed(setting)
              : representationReasonable(setting));
      claims.add(kFacFinds(setting));
    }
    return claims;
  }

  private String id(String name, Setting setting) {
    return inputs.size() == 1 ? name : name + "-" + setting.label();
  }

  /** With several settings a sentence says which one it is tested in. */
  private String statement(Setting setting, String sentence) {
    return inputs.size() == 1 ? sentence : "(" + setting.words() + ") " + sentence;
  }

  private String source(Setting setting) {
    return setting == Setting.UNIFORM_HIGH ? "Concurrence §4.1" : "Concurrence App. F.2.1";
  }

  private Claim lossConverges(Setting setting, String series, String variant) {
    String panel = Contest.TRAIN_LOSS + suffix(setting);
    boolean ortho = variant.isEmpty();
    return new Claim(
        id("bn-loss-converges" + variant, setting),
        source(setting),
        statement(setting, "AMGD with batch-norm converges in training loss")
            + (ortho ? " (rows of G orthonormal, as eq. (8) prescribes)." : " (without Ortho)."),
        results -> {
          double end = results.median(panel, series, END);
          double start = results.median(panel, series, 0);
          return Judgement.atMost(
              end / start,
              CONVERGED_LOSS,
              "Final over initial median training loss; %s, %s: %s at the start, %s at iteration 1000; without batch-norm %s; the noise floor is 0.075."
                  .formatted(
                      setting.words(),
                      series,
                      number(start),
                      number(end),
                      number(results.median(panel, ortho ? "AMGD" : "AMGD-noO", END))),
              ortho
                  ? "without Ortho (see the next claim). With the least-squares head the gradient of"
                      + " G does not change when inputs are rescaled, so normalising them cannot"
                      + " make the step stable while Ortho keeps G from growing."
                  : "for a fall of the loss, not for a fall to a hundredth of its start.");
        });
  }

  private Claim representationMissed(Setting setting) {
    return new Claim(
        id("bn-misses-representation", setting),
        source(setting),
        statement(
            setting,
            "AMGD with batch-norm does not recover the correct representation under high"
                + " anisotropy."),
        results -> {
          String panel = Contest.DISTANCE + suffix(setting);
          double plain = results.median(panel, "AMGD-BN", END);
          double free = results.median(panel, "AMGD-BN-noO", END);
          return Judgement.atLeast(
              Math.min(plain, free),
              0.5,
              "The smaller median distance at iteration 1000 of AMGD-BN %s and AMGD-BN-noO %s; fully whitened %s."
                  .formatted(
                      number(plain),
                      number(free),
                      number(results.median(panel, "AMGD-W-noO", END))),
              "for one of the two variants.");
        });
  }

  private Claim representationReasonable(Setting setting) {
    return new Claim(
        id("bn-reasonable-representation", setting),
        source(setting),
        statement(
            setting,
            "With low anisotropy AMGD with batch-norm performs reasonably in subspace distance."),
        results -> {
          String panel = Contest.DISTANCE + suffix(setting);
          double free = results.median(panel, "AMGD-BN-noO", END);
          return Judgement.atMost(
              free,
              0.2,
              "Median distance at iteration 1000: AMGD-BN-noO %s, AMGD-BN %s, KFAC %s."
                  .formatted(
                      number(free),
                      number(results.median(panel, "AMGD-BN", END)),
                      number(results.median(panel, "KFAC", END))),
              "for a weaker reading of \"reasonably\" than distance 0.2.");
        });
  }

  private Claim kFacFinds(Setting setting) {
    return new Claim(
        id("kfac-finds-representation", setting),
        source(setting),
        statement(setting, "KFAC recovers the correct representation."),
        results -> {
          String panel = Contest.DISTANCE + suffix(setting);
          double kFac = results.median(panel, "KFAC", END);
          return Judgement.atMost(
              kFac,
              0.01,
              "Median distance of KFAC at iteration 1000: %s.".formatted(number(kFac)),
              "after more iterations.");
        });
  }
}
