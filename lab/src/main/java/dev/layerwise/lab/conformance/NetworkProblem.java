package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Recipe;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of ours on the batches that the problem's formulas give. Gradients are our own: where
 * the file records some, {@link Replay} compares those of the first step.
 */
final class NetworkProblem implements Problem {
  private final Map<String, Parameter> parameters;
  private final Network network;
  private final NetworkObjective objective;
  private final ClosedForm inputs;
  private final Targets targets;
  private final Training training;

  private NetworkProblem(GoldenRun run, Training training, Network network, List<String> names) {
    this.network = network;
    this.training = training;
    parameters = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      parameters.put(names.get(i), network.parameters().get(i));
    }
    for (String name : run.initial().keySet()) {
      Parameter parameter = parameters.get(name);
      if (parameter == null || !parameter.shape().equals(run.initial().get(name).shape())) {
        throw new Unsupported(
            "problem '" + run.problem().kind() + "' with a parameter " + name + " of this shape");
      }
    }
    inputs = ClosedForm.of(run.problem().spec(), "x");
    targets = Targets.of(run, training);
    objective = new NetworkObjective(network, targets.loss(), inputs.sizes().getFirst(), Rng.of(0));
    initialise(run);
    targets.choose(t -> outputs(t), training.batch().applyAsLong(1));
  }

  private void initialise(GoldenRun run) {
    run.initial().forEach((name, tensor) -> parameters.get(name).value().setTo(tensor.values()));
  }

  /** Linear layers W1 (b1), W2 (b2), … with a nonlinearity between them. */
  static NetworkProblem dense(GoldenRun run, Training training) {
    List<Layer> layers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int dIn = 0;
    for (int l = 1; run.initial().containsKey("W" + l); l++) {
      List<Integer> shape = run.initial().get("W" + l).shape();
      if (l == 1) {
        dIn = shape.getLast();
      } else {
        layers.add(new Layer.Activation(nonlinearity(run)));
      }
      boolean bias = run.initial().containsKey("b" + l);
      layers.add(new Layer.Linear(shape.getLast(), shape.getFirst(), bias));
      names.add("W" + l);
      if (bias) {
        names.add("b" + l);
      }
    }
    if (layers.isEmpty() || !run.initial().keySet().equals(java.util.Set.copyOf(names))) {
      throw new Unsupported("problem 'net' with parameters " + run.initial().keySet());
    }
    return new NetworkProblem(run, training, Network.of(Shape.of(dIn), layers), names);
  }

  private static Nonlinearity nonlinearity(GoldenRun run) {
    if (!run.problem().spec().contains("tanh")) {
      throw new Unsupported("problem_spec: a nonlinearity other than tanh");
    }
    return Nonlinearity.TANH;
  }

  private Matrix outputs(long batch) {
    objective.on(inputs.at(batch), Matrix.zeros(objective.pass().size(), network.output().size()));
    objective.loss();
    return objective.outputs().copy();
  }

  @Override
  public Recipe.Target target() {
    return Recipe.Target.of(network);
  }

  @Override
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  @Override
  public NetworkObjective at(long t) {
    return batch(training.batch().applyAsLong(t));
  }

  /** The objective on a batch, from 1. */
  NetworkObjective batch(long index) {
    return objective.on(inputs.at(index), targets.at(index));
  }
}
