package dev.layerwise.lab.experiments;

import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.lab.theory.LinearizedNetwork;
import dev.layerwise.lab.theory.WideNetwork;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;

/** GD and NGD of a true network, beside the paths of its linearisation at the start. */
final class TrueTrajectories {
  private static final double ETA = 0.5;
  private static final int HALF_STEPS = 20;
  private static final int FULL_STEPS = 10;
  private static final int MOST = 3000;

  private final Network network;
  private final Matrix start;
  private final LinearizedNetwork linear;
  private final Matrix r;
  private final double whole;
  private final Matrix X;
  private final Matrix y;

  private TrueTrajectories(int m, long seed) {
    Rng rng = Rng.of(seed);
    int n = NgdTrajectories.TRUE_EXAMPLES;
    int d = NgdTrajectories.TRUE_INPUTS;
    X = ForsterTransform.normalizedRows(rng.stream("inputs").gaussian(n, d));
    y = rng.stream("targets").gaussian(n, 1);
    network = WideNetwork.draw(m, d, 1, rng.stream("init", m));
    start = weights().copy();
    linear = new LinearizedNetwork(network, X);
    r = y.minus(linear.outputs());
    whole = linear.length(linear.minimumNorm(r));
  }

  static void run(int m, long seed, CellLog log) {
    TrueTrajectories paths = new TrueTrajectories(m, seed);
    Matrix end = paths.linear.transposedTimes(paths.linear.minimumNorm(paths.r));
    paths.natural(m, log);
    Matrix ngd = paths.weights().minus(paths.start);
    log.add(NgdTrajectories.LEFT, NgdTrajectories.NGD, m, paths.residual());
    paths.weights().setTo(paths.start);
    paths.gradient();
    Matrix gd = paths.weights().minus(paths.start);
    log.add(NgdTrajectories.LEFT, NgdTrajectories.GD, m, paths.residual());
    String panel = NgdTrajectories.END_DISTANCE;
    log.add(panel, NgdTrajectories.NGD, m, paths.relative(ngd.minus(end)));
    log.add(panel, NgdTrajectories.GD, m, paths.relative(gd.minus(end)));
    log.add(NgdTrajectories.ENDS_APART, "GD and NGD", m, paths.relative(gd.minus(ngd)));
  }

  private Matrix weights() {
    return network.parameters().getFirst().value();
  }

  private double relative(Matrix change) {
    return change.frobeniusNorm() / whole;
  }

  private double residual() {
    return y.minus(network.outputs(X)).frobeniusNorm() / r.frobeniusNorm();
  }

  private NetworkObjective objective() {
    return new NetworkObjective(network, new SquaredError(), X.rows(), Rng.of(0)).on(X, y);
  }

  private Optimizer naturalGradient(double eta) {
    return Recipes.named("ngd")
        .start(network, Map.of("lr", Double.toString(eta), "damping", "0", "fisher", "jacobian"));
  }

  private void natural(int m, CellLog log) {
    NetworkObjective objective = objective();
    Optimizer half = naturalGradient(ETA);
    for (int k = 1; k <= HALF_STEPS; k++) {
      half.step(objective);
      Matrix expected = linear.transposedTimes(linear.naturalDescent(r, ETA, k));
      log.add(
          NgdTrajectories.PATH_DISTANCE,
          "m = " + m,
          k,
          relative(weights().minus(start).minusInPlace(expected)));
    }
    Optimizer full = naturalGradient(1);
    for (int k = 0; k < FULL_STEPS; k++) {
      full.step(objective);
    }
  }

  /** η = 1/λmax of the summed loss; the objective's is the mean, so n times that. */
  private void gradient() {
    double[] spectrum = linear.spectrum();
    double largest = spectrum[spectrum.length - 1];
    int steps = (int) Math.min(MOST, Math.ceil(12 * largest / spectrum[0]));
    Optimizer sgd =
        Recipes.named("sgd").start(network, Map.of("lr", Double.toString(X.rows() / largest)));
    NetworkObjective objective = objective();
    for (int k = 0; k < steps; k++) {
      sgd.step(objective);
    }
  }
}
