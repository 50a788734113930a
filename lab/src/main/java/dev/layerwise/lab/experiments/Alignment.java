package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.FirstLayerStep;
import dev.layerwise.lab.task.InputScales;
import dev.layerwise.lab.task.LabelledMoments;
import dev.layerwise.lab.task.SingleIndexModel;
import dev.layerwise.lab.task.SingleIndexNetwork;
import dev.layerwise.lab.task.SingleIndexSample;
import dev.layerwise.lab.theory.Teacher;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Concurrence Figure 3: the correlation with β⋆ of the directions that one step of SGD and of K-FAC
 * learns, simulated and predicted (Lemmas 3.10 and 3.12), against the ridge and against the
 * anisotropy.
 *
 * <p>The direction is β itself, {@code Xᵀy/n} or {@code (S + λ I)⁻¹ Xᵀy/n}; in some trials the
 * whole network steps, too, and the leading right singular vector of its change is read.
 */
final class Alignment implements Experiment {
  static final String LEFT = "correlation_over_lambda";
  static final String RIGHT = "correlation_over_anisotropy";
  static final String NETWORK_LEFT = "network_over_lambda";
  static final String NETWORK_RIGHT = "network_over_anisotropy";
  static final String INPUTS = "inputs";
  static final String SGD = "SGD";
  static final String KFAC = "KFAC";
  static final String BEST = "KFAC, best ridge";

  private static final String PART = "part";
  private static final int TRIALS = 30;

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-fig3",
        "Concurrence",
        "Figure 3",
        "One step towards the direction of a single-index teacher",
        "How far the direction that the first layer learns in one step correlates with the true"
            + " one, for SGD and K-FAC, simulated on top of the theory; and where K-FAC without a"
            + " ridge falls behind SGD.",
        6,
        10);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return TRIALS;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("left", AlignmentSizes.left(scale).toString());
    settings.put("left: anisotropy ε", AlignmentSizes.EPS);
    settings.put("left: ridges λ", AlignmentSizes.LAMBDAS);
    settings.put("right", AlignmentSizes.right(scale).toString());
    settings.put("right: anisotropies ε", AlignmentSizes.EPSILONS);
    settings.put("right: ridges λ", List.of(0.0, AlignmentSizes.right(scale).bestLambda()));
    settings.put("teacher", "s⋆(z) = z + (z² − 1)/√2");
    settings.put("label noise σ", AlignmentSizes.NOISE);
    settings.put("network's trials", AlignmentSizes.networkTrials(scale));
    settings.put("network's activation", "tanh");
    settings.put("network's anisotropies", AlignmentSizes.NETWORK_EPSILONS);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (String part : List.of("left", "right")) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(info().id(), scale, Map.of(PART, part), seed));
      }
    }
    for (int seed = 0; seed < Math.min(seeds, AlignmentSizes.networkTrials(scale)); seed++) {
      cells.add(Cell.of(info().id(), scale, Map.of(PART, "network-left"), seed));
      cells.add(Cell.of(info().id(), scale, Map.of(PART, "network-right"), seed));
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    AlignmentSizes left = AlignmentSizes.left(cell.scale());
    AlignmentSizes right = AlignmentSizes.right(cell.scale());
    switch (cell.coordinate(PART)) {
      case "left" -> left(sample(cell, left, LEFT), left, log);
      case "right" -> right(sample(cell, right, RIGHT), right, log);
      case "network-left" ->
          networkLeft(sample(cell, left, LEFT), student(cell, left, LEFT), left, log);
      case "network-right" ->
          networkRight(sample(cell, right, RIGHT), student(cell, right, RIGHT), right, log);
      default -> throw new IllegalArgumentException("cell " + cell.id() + ": no such part");
    }
    return log.record();
  }

  /** The same examples for the simulation and for the network's step. */
  private static SingleIndexSample sample(Cell cell, AlignmentSizes sizes, String panel) {
    Rng rng = Rng.of(cell.seed()).stream(panel);
    return SingleIndexModel.draw(
            sizes.dX(), Teacher.PAPER.function(), AlignmentSizes.NOISE, rng.stream("direction"))
        .sample(sizes.n(), rng.stream("data"));
  }

  private static SingleIndexNetwork student(Cell cell, AlignmentSizes sizes, String panel) {
    Rng rng = Rng.of(cell.seed()).stream(panel).stream("init");
    return SingleIndexNetwork.draw(sizes.dX(), sizes.dh(), Nonlinearity.TANH, rng);
  }

  private static void left(SingleIndexSample sample, AlignmentSizes sizes, CellLog log) {
    LabelledMoments moments = sample.moments(sizes.scales(AlignmentSizes.EPS));
    log.add(INPUTS, LEFT, 0, sizes.dX());
    List<Matrix> path = moments.kfac(AlignmentSizes.LAMBDAS);
    for (int i = 0; i < path.size(); i++) {
      double lambda = AlignmentSizes.LAMBDAS.get(i);
      log.add(LEFT, SGD, lambda, sample.model().correlation(moments.sgd()));
      log.add(LEFT, KFAC, lambda, sample.model().correlation(path.get(i)));
    }
  }

  private static void right(SingleIndexSample sample, AlignmentSizes sizes, CellLog log) {
    List<InputScales> covariances = AlignmentSizes.EPSILONS.stream().map(sizes::scales).toList();
    List<LabelledMoments> all = sample.moments(covariances);
    SingleIndexModel model = sample.model();
    log.add(INPUTS, RIGHT, 0, sizes.dX());
    for (int k = 0; k < all.size(); k++) {
      double eps = AlignmentSizes.EPSILONS.get(k);
      LabelledMoments moments = all.get(k);
      log.add(RIGHT, SGD, eps, model.correlation(moments.sgd()));
      log.add(RIGHT, KFAC, eps, log.measure(KFAC, 0, () -> model.correlation(moments.kfac(0))));
      log.add(RIGHT, BEST, eps, model.correlation(moments.kfac(sizes.bestLambda())));
    }
  }

  private static void networkLeft(
      SingleIndexSample sample, SingleIndexNetwork student, AlignmentSizes sizes, CellLog log) {
    FirstLayerStep step = step(sample, student, sizes.scales(AlignmentSizes.EPS));
    double sgd = reading(sample, step.readSgd());
    for (double lambda : AlignmentSizes.LAMBDAS) {
      log.add(NETWORK_LEFT, SGD, lambda, sgd);
      log.add(NETWORK_LEFT, KFAC, lambda, reading(sample, step.readKfac(lambda)));
    }
  }

  private static void networkRight(
      SingleIndexSample sample, SingleIndexNetwork student, AlignmentSizes sizes, CellLog log) {
    for (double eps : AlignmentSizes.NETWORK_EPSILONS) {
      FirstLayerStep step = step(sample, student, sizes.scales(eps));
      log.add(NETWORK_RIGHT, SGD, eps, reading(sample, step.readSgd()));
      log.add(NETWORK_RIGHT, KFAC, eps, reading(sample, step.readKfac(0)));
      log.add(NETWORK_RIGHT, BEST, eps, reading(sample, step.readKfac(sizes.bestLambda())));
    }
  }

  private static FirstLayerStep step(
      SingleIndexSample sample, SingleIndexNetwork student, InputScales scales) {
    return new FirstLayerStep(student.step(sample, scales), sample.moments(scales).S());
  }

  /** A singular vector has no sign. */
  private static double reading(SingleIndexSample sample, Matrix direction) {
    return Math.abs(sample.model().correlation(direction));
  }

  @Override
  public List<Figure> figures(Results results) {
    return AlignmentFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return AlignmentClaims.all();
  }
}
