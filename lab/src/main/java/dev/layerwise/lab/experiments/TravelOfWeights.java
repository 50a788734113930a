package dev.layerwise.lab.experiments;

import dev.layerwise.lab.experiments.NgdGeneralization.Sphere;
import dev.layerwise.lab.theory.KernelFit;
import dev.layerwise.lab.theory.WideNetwork;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;

/**
 * NGD of a finite network to its targets: how far the weights travel, beside √(yᵀ G∞⁻¹ y), and the
 * test loss.
 */
final class TravelOfWeights {
  private static final int HALF_STEPS = 8;
  private static final int FULL_STEPS = 7;

  private TravelOfWeights() {}

  static String series(SphereTarget target, int n, double nu) {
    return "%s, n = %d, ν = %s".formatted(target.label(), n, nu);
  }

  static void run(Sphere sphere, int m, double nu, CellLog log) {
    int n = sphere.X().rows();
    for (SphereTarget target : NgdGeneralization.FINITE) {
      String series = series(target, n, nu);
      Rng rng = sphere.rng().stream("init", m);
      Network network = WideNetwork.draw(m, NgdGeneralization.INPUTS, nu, rng);
      Matrix W = network.parameters().getFirst().value();
      Matrix start = W.copy();
      Matrix y = sphere.targets(target);
      Matrix r = y.minus(network.outputs(sphere.X()));
      KernelFit fit = KernelFit.of(sphere.X(), Matrix.blocks(new Matrix[][] {{y, r}}));
      double left =
          log.measure(
              series,
              0,
              () -> {
                train(network, sphere.X(), y);
                return y.minus(network.outputs(sphere.X())).frobeniusNorm() / r.frobeniusNorm();
              });
      double travel = Double.isNaN(left) ? Double.NaN : W.minus(start).frobeniusNorm();
      log.add(NgdGeneralization.FINITE_LEFT, series, m, left);
      log.add(NgdGeneralization.TRAVEL, series, m, travel / fit.distance(1));
      log.add(NgdGeneralization.TRAVEL_PRINTED, series, m, travel / fit.distance(0));
      log.add(NgdGeneralization.GAP, series, m, Math.abs(travel / fit.distance(1) - 1));
      log.add(NgdGeneralization.FINITE_BOUND, series, m, fit.bound(1));
      log.add(
          NgdGeneralization.FINITE_TEST,
          series,
          m,
          Double.isNaN(left)
              ? Double.NaN
              : NgdGeneralization.loss(network.outputs(sphere.tests()), sphere.truth(target)));
    }
  }

  private static void train(Network network, Matrix X, Matrix y) {
    NetworkObjective objective =
        new NetworkObjective(network, new SquaredError(), X.rows(), Rng.of(0)).on(X, y);
    steps(network, objective, 0.5, HALF_STEPS);
    steps(network, objective, 1, FULL_STEPS);
  }

  private static void steps(Network network, NetworkObjective objective, double eta, int steps) {
    Optimizer ngd =
        Recipes.named("ngd")
            .start(
                network, Map.of("lr", Double.toString(eta), "damping", "0", "fisher", "jacobian"));
    for (int k = 0; k < steps; k++) {
      ngd.step(objective);
    }
  }
}
