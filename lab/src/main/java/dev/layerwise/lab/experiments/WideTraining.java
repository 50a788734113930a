package dev.layerwise.lab.experiments;

import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.lab.theory.WideNetwork;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;

/**
 * The wide network of NGD, {@code f(x) = m^(−½) Σ_r a_r relu(w_r·x)}: W (m, d) standard normal and
 * trained, a of ±1 and fixed.
 *
 * <p>The paper sums losses and second moments over the examples where this library averages. Its η
 * of natural gradient descent is ours, its η of K-FAC is n times ours.
 *
 * @param data examples on the unit sphere, and targets
 * @param network the network, the readout {@code a/√m}
 */
record WideTraining(Data data, Network network) {
  /** Examples of all experiments on wide networks. */
  static final int EXAMPLES = 64;

  /** Features of an example. */
  static final int FEATURES = 16;

  /**
   * Inputs and targets.
   *
   * @param X unit rows, (n, d)
   * @param Y (n, 1)
   */
  record Data(Matrix X, Matrix Y) {
    private static final Rng RNG = Rng.of(11).stream("wide network");

    private static Matrix inputs() {
      return RNG.stream("X").gaussian(EXAMPLES, FEATURES);
    }

    private static Data of(Matrix X) {
      return new Data(ForsterTransform.normalizedRows(X), RNG.stream("y").gaussian(EXAMPLES, 1));
    }

    /** Directions uniform on the sphere. */
    static Data gaussian() {
      return of(inputs());
    }

    /** Columns scaled from 1 to 1/100 before the rows are normalised. */
    static Data illConditioned() {
      Matrix X = inputs();
      return of(
          Matrix.generate(
              EXAMPLES, FEATURES, (i, j) -> X.get(i, j) * Math.pow(10, -2.0 * j / (FEATURES - 1))));
    }

    /** The uniform directions after Forster's transform: {@code XᵀX = (n/d) I}. */
    static Data forster() {
      return of(ForsterTransform.of(gaussian().X()).Z());
    }

    /** The leverages {@code h_i = x_iᵀ (XᵀX)⁻¹ x_i}. */
    double[] leverages() {
      return X.times(X.T().times(X).solve(X.T())).diagonal();
    }

    /** Eigenvalues of {@code XᵀX}, ascending. */
    double[] spectrum() {
      return SymmetricEigen.valuesOf(X.T().times(X));
    }
  }

  /**
   * Draws a network.
   *
   * @param data what it is trained on
   * @param m its width
   * @param rng where weights and signs come from
   */
  static WideTraining draw(Data data, int m, Rng rng) {
    Network network = WideNetwork.draw(m, data.X().cols(), 1, rng);
    return new WideTraining(data, network);
  }

  /** W, (m, d). */
  Matrix weights() {
    return network.parameters().get(0).value();
  }

  int examples() {
    return data.X().rows();
  }

  /** Exact natural gradient, undamped, in the metric of the outputs. */
  Optimizer naturalGradient(double eta) {
    return Recipes.named("ngd")
        .start(network, Map.of("lr", Double.toString(eta), "damping", "0", "fisher", "jacobian"));
  }

  /** K-FAC with the exact factor of the batch, undamped, at the paper's η. */
  Optimizer kfac(double eta) {
    return Recipes.named("kfac")
        .start(
            network,
            Map.of(
                "lr", Double.toString(eta / examples()),
                "damping", "0",
                "momentum", "0",
                "clip-kl", "0",
                "fisher", "jacobian",
                "ema", "0",
                "inverse-interval", "1",
                "dense-blocks", "thin"));
  }

  /** {@code u − y}, (n, 1). */
  Matrix residual() {
    return network.outputs(data.X()).minus(data.Y());
  }

  /**
   * Trains on all examples.
   *
   * @param optimizer started on this network
   * @param loss the loss
   * @param steps how many steps
   * @return {@code u(k) − y} for k = 0 to steps
   */
  Matrix[] train(Optimizer optimizer, Loss loss, int steps) {
    NetworkObjective objective =
        new NetworkObjective(network, loss, examples(), Rng.of(0)).on(data.X(), data.Y());
    Matrix[] residuals = new Matrix[steps + 1];
    for (int k = 0; k < steps; k++) {
      optimizer.step(objective);
      residuals[k] = objective.outputs().minus(data.Y());
    }
    objective.loss();
    residuals[steps] = objective.outputs().minus(data.Y());
    return residuals;
  }

  private Pass activePass() {
    Pass pass = network.pass(examples());
    pass.forward(data.X(), Mode.EVALUATE);
    pass.propagate(Matrix.zeros(examples(), 1).fill(1));
    return pass;
  }

  private Block block() {
    return network.blocks().get(0);
  }

  /** {@code S Sᵀ/m}, S of 0 and 1: which units are active at which examples. */
  Matrix activations() {
    Matrix SS = Matrix.zeros(examples(), examples());
    activePass().outputGram(block(), SS);
    return SS;
  }

  /** {@code G = J Jᵀ = (X Xᵀ) ∘ (S Sᵀ)/m}. */
  Matrix gram() {
    return activations().hadamard(data.X().times(data.X().T()));
  }

  /** {@code S diag(a)/√m}, (n, m). */
  Matrix signedActivations() {
    return activePass().outputGradient(block());
  }

  /** {@code (J − J′)(J − J′)ᵀ}, for the signed activations of both. */
  Matrix changeOfJacobian(Matrix before) {
    Matrix dS = signedActivations().minus(before);
    return dS.times(dS.T()).hadamard(data.X().times(data.X().T()));
  }

  /** The norm {@code ‖J − J′‖₂} of such a change. */
  static double operatorNorm(Matrix change) {
    double[] spectrum = SymmetricEigen.valuesOf(change);
    return Math.sqrt(Math.max(0, spectrum[spectrum.length - 1]));
  }
}
