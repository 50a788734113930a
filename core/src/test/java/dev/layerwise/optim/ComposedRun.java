package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A small network in training, with hands on its gradient. */
final class ComposedRun {
  private static final int N = 11;

  final Network network;
  final Optimizer optimizer;
  private final NetworkObjective objective;
  private final GroupObjective view;
  int t;

  ComposedRun(Recipe recipe, Map<String, String> said) {
    this(network(), recipe, said);
  }

  ComposedRun(Network network, Recipe recipe, Map<String, String> said) {
    this.network = network;
    optimizer = recipe.start(network, said);
    objective = new NetworkObjective(network, new SquaredError(), N, Rng.of(3));
    view = new GroupObjective(network.parameters());
  }

  NetworkObjective batch() {
    t++;
    Matrix X = Matrix.generate(N, 5, (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1) + 0.5 * t));
    Matrix Y = Matrix.generate(N, 3, (n, k) -> 0.5 * Math.cos(0.4 * (n + 1) * (k + 2)));
    return objective.on(X, Y);
  }

  ComposedRun steps(int count) {
    for (int i = 0; i < count; i++) {
      optimizer.step(batch());
    }
    return this;
  }

  /** Steps on gradients that were changed by hand. */
  ComposedRun steps(int count, Consumer<List<Parameter>> change) {
    for (int i = 0; i < count; i++) {
      NetworkObjective batch = batch();
      double loss = batch.gradient();
      change.accept(network.parameters());
      optimizer.step(view.at(batch, loss));
    }
    return this;
  }

  /** Steps that move nothing: SOAP's first. */
  ComposedRun toFirstMove(Recipe recipe) {
    return steps(recipe.name().equals("soap") ? 1 : 0);
  }

  List<Matrix> values() {
    return network.parameters().stream().map(p -> p.value().copy()).toList();
  }

  double[] all() {
    return values().stream().flatMapToDouble(W -> Arrays.stream(W.toColumnMajor())).toArray();
  }

  static Network network() {
    Network network =
        Network.of(
            Shape.of(5),
            new Layer.Linear(5, 7),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(7, 3));
    Rng rng = Rng.of(1);
    network
        .parameters()
        .forEach(p ->
            p.value()
                .fillInPlace(rng::fillGaussian)
                .timesInPlace(1 / Math.sqrt(2.0 * p.value().cols())));
    return network;
  }
}
