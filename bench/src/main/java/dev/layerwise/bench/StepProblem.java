package dev.layerwise.bench;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * What is trained while steps are timed: a multilayer perceptron (ReLU, softmax cross-entropy) on a
 * few batches of synthetic data in turn. With one batch, running means of second moments would stay
 * singular where an example has more features than a batch has examples.
 *
 * @param batch examples
 * @param widths inputs, hidden units, classes
 */
record StepProblem(int batch, List<Integer> widths) {
  /** Batches in turn. */
  static final int BATCHES = 4;

  StepProblem {
    widths = List.copyOf(widths);
    if (batch < 1 || widths.size() < 2 || widths.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "batch "
              + batch
              + ", widths "
              + widths
              + "; want a batch of at least 1 and at least two widths of at least 1");
    }
  }

  Network network() {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      if (l > 1) {
        layers.add(new Layer.Activation(Nonlinearity.RELU));
      }
      layers.add(new Layer.Linear(widths.get(l - 1), widths.get(l)));
    }
    Network network = Network.of(Shape.of(widths.getFirst()), layers);
    Rng rng = Rng.of(1).stream("init");
    for (Block block : network.blocks()) {
      Matrix W = block.weight().value();
      W.fillInPlace(rng::fillGaussian).timesInPlace(Math.sqrt(2.0 / W.cols())); // He et al. 2015
    }
    return network;
  }

  /** Starts a method on a network of its own, all starting alike. */
  Training start(Recipe recipe, Settings settings) {
    Rng rng = Rng.of(2);
    Network network = network();
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(draw(rng));
    }
    NetworkObjective objective =
        new NetworkObjective(network, new SoftmaxCrossEntropy(), batch, rng.stream("labels"));
    return new Training(
        network, objective, batches, recipe.start(Recipe.Target.of(network), settings));
  }

  private Batch draw(Rng rng) {
    Matrix Y = Matrix.zeros(batch, widths.getLast());
    for (int i = 0; i < batch; i++) {
      Y.set(i, rng.nextInt(widths.getLast()), 1);
    }
    return new Batch(rng.gaussian(batch, widths.getFirst()), Y);
  }

  /** Inputs (n, first width) and one-hot labels (n, last width). */
  record Batch(Matrix inputs, Matrix targets) {}

  /**
   * A method at work.
   *
   * @param network what it trains
   * @param objective its loss on a batch
   * @param batches the batches
   * @param optimizer the method
   */
  record Training(
      Network network, NetworkObjective objective, List<Batch> batches, Optimizer optimizer) {
    void steps(int n) {
      for (int i = 0; i < n; i++) {
        Batch next = batches.get(i % batches.size());
        optimizer.step(objective.on(next.inputs(), next.targets()));
      }
      if (!network.isFinite()) {
        throw new IllegalStateException("a parameter is not finite; the time would mean nothing");
      }
    }
  }

  /** Floating-point operations of forward and backward pass and the move of the parameters. */
  double passFlops() {
    double flops = 0;
    for (Block block : network().blocks()) {
      double weights = (double) block.weight().value().rows() * block.weight().value().cols();
      double products = block.index() == 0 ? 2 : 3; // nobody needs the gradient at the inputs
      flops += 2 * products * batch * weights + 2 * weights;
    }
    return flops;
  }

  /** What a method's catalogue entry counts besides, for a step. */
  Cost cost(Recipe recipe, Settings settings) {
    Cost cost = Cost.NONE;
    for (Block block : network().blocks()) {
      cost =
          cost.plus(
              recipe.cost(
                  new Cost.LayerSize(block.dOut(), block.dIn(), (long) batch * block.positions()),
                  settings));
    }
    return cost;
  }

  /** Numbers that any method needs: weights, gradients, the layers' outputs and gradients there. */
  double numbers() {
    Network network = network();
    double activations = 0;
    for (int l = 1; l < widths.size(); l++) {
      boolean activated = l < widths.size() - 1;
      activations += (double) batch * widths.get(l) * (activated ? 2 : 1);
    }
    return 2.0 * network.size() + 2 * activations;
  }
}
