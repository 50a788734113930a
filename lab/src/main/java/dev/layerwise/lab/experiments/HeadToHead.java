package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The head-to-head runs of Concurrence Figures 1 and 6 to 9: training loss, subspace distance and
 * transfer loss of every method in one setting.
 *
 * @param info what the experiment is about
 * @param setting the law and anisotropy of the inputs
 * @param claims the claims that the paper makes of this setting
 */
record HeadToHead(ExperimentInfo info, Setting setting, List<Claim> claims) implements Experiment {

  static HeadToHead figure1() {
    return new HeadToHead(
        new ExperimentInfo(
            "concurrence-fig1",
            "Concurrence",
            "Figure 1",
            "Head-to-head, uniform inputs, high anisotropy",
            "Which methods find the shared representation, and which only fit the training task:"
                + " training loss, subspace distance and transfer loss over 1000 iterations.",
            10,
            20),
        Setting.UNIFORM_HIGH,
        List.of(
            HeadToHeadClaims.variousConverge("Concurrence §4.1"),
            HeadToHeadClaims.kFacSmallestDistance("Concurrence §4.1"),
            HeadToHeadClaims.kFacSmallestTransfer("Concurrence §4.1"),
            HeadToHeadClaims.naturalGradientSuboptimal(),
            HeadToHeadClaims.adamMarginal()));
  }

  static HeadToHead figure6() {
    return lowAnisotropy("concurrence-fig6", "Figure 6", Setting.GAUSSIAN_LOW);
  }

  static HeadToHead figure7() {
    return new HeadToHead(
        info(
            "concurrence-fig7",
            "Figure 7",
            Setting.GAUSSIAN_HIGH,
            "Whether the ranking of Figure 1 depends on uniform inputs: the same race on Gaussian"
                + " inputs of the same anisotropy."),
        Setting.GAUSSIAN_HIGH,
        List.of(
            HeadToHeadClaims.variousConverge("Concurrence App. F.2.3"),
            HeadToHeadClaims.onlyKFacFindsRepresentation(),
            HeadToHeadClaims.onlyKFacTransfers(),
            HeadToHeadClaims.kFacSmallestDistance("Concurrence App. F.2.3"),
            HeadToHeadClaims.kFacSmallestTransfer("Concurrence App. F.2.3")));
  }

  static HeadToHead figure8() {
    return lowAnisotropy("concurrence-fig8", "Figure 8", Setting.UNIFORM_LOW);
  }

  private static HeadToHead lowAnisotropy(String id, String place, Setting setting) {
    return new HeadToHead(
        info(
            id,
            place,
            setting,
            "What is left of K-FAC's advantage when the inputs are nearly isotropic."),
        setting,
        List.of(
            HeadToHeadClaims.variousConverge("Concurrence App. F.2.3"),
            HeadToHeadClaims.othersImprove(),
            HeadToHeadClaims.othersSuboptimalInDistance(),
            HeadToHeadClaims.othersSuboptimalInTransfer()));
  }

  private static ExperimentInfo info(String id, String place, Setting setting, String shows) {
    return new ExperimentInfo(
        id, "Concurrence", place, "Head-to-head, " + setting.words(), shows, 13, 35);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return RepresentationSettings.seeds(scale);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = RepresentationSettings.common(List.of(setting));
    settings.put("learning rate", Entrant.ETA);
    settings.put("learning rate of NGD", Entrant.ETA_NGD);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    return RepresentationSettings.cells(info.id(), scale, seeds, List.of(setting));
  }

  @Override
  public RunRecord run(Cell cell) {
    List<Entrant> entrants =
        Stream.concat(Entrant.ofThePaper().stream(), Entrant.variants().stream()).toList();
    return new Contest(cell, setting, entrants)
        .run(RepresentationSettings.measuredAt(), Contest.threePanels(""));
  }

  @Override
  public List<Figure> figures(Results results) {
    List<String> paper = Entrant.ofThePaper().stream().map(Entrant::series).toList();
    List<String> variants = new ArrayList<>(List.of("KFAC"));
    Entrant.variants().forEach(entrant -> variants.add(entrant.series()));
    return List.of(
        figure(
            info.place() + ": " + setting.words(),
            "From left to right: training loss, subspace distance to the shared representation,"
                + " and transfer loss. Learning rate 1e-2, for NGD 1e-4, as in the paper.",
            paper),
        figure(
            "Variants",
            "K-FAC beside natural gradient at K-FAC's learning rate, alternating min-min (K-FAC at"
                + " learning rate 1), and AMGD without orthonormalisation (noO), on batch-normalised"
                + " (BN) and whitened (W) inputs.",
            variants));
  }

  private static Figure figure(String title, String caption, List<String> series) {
    return new Figure(
        title,
        caption,
        List.of(
            panel("Training loss", "loss", Contest.TRAIN_LOSS, series),
            panel("Subspace distance", "dist(G, G⋆)", Contest.DISTANCE, series),
            panel("Transfer loss", "loss", Contest.TRANSFER_LOSS, series)));
  }

  static LinePanel panel(String title, String y, String panel, List<String> series) {
    List<Curve> curves = series.stream().<Curve>map(name -> new Measured(panel, name)).toList();
    return new LinePanel(
        title, new Axis("iteration", Spacing.LINEAR), new Axis(y, Spacing.LOG), curves);
  }
}
