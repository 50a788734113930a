package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.Window;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Recipe;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    long[] seen = new long[1];
    objective.withFurther(o -> batch(training.further().applyAsLong(++seen[0])));
    targets.choose(
        this::outputs, training.batch().applyAsLong(1), training.penalty(parameters.values()));
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
    if (layers.isEmpty() || !run.initial().keySet().equals(Set.copyOf(names))) {
      throw new Unsupported("problem 'net' with parameters " + run.initial().keySet());
    }
    return new NetworkProblem(run, training, Network.of(Shape.of(dIn), layers), names);
  }

  /** A convolution K (bk), the nonlinearity, and a linear layer W (bw) of all positions. */
  static NetworkProblem convolution(GoldenRun run, Training training) {
    Map<String, Tensor> initial = run.initial();
    String spec = run.problem().spec();
    List<Integer> sizes = ClosedForm.of(spec, "x").sizes();
    List<String> names = Stream.of("K", "bk", "W", "bw").filter(initial::containsKey).toList();
    boolean known =
        initial.keySet().equals(Set.copyOf(names))
            && names.contains("K")
            && names.contains("W")
            && initial.get("K").shape().size() == 4
            && sizes.size() == 4
            && spec.contains("valid, stride 1");
    if (!known) {
      throw new Unsupported("problem 'conv' with parameters " + initial.keySet());
    }
    List<Integer> kernel = initial.get("K").shape();
    List<Integer> weight = initial.get("W").shape();
    List<Layer> layers =
        List.of(
            new Layer.Conv2d(
                kernel.get(1),
                kernel.get(0),
                Window.of(kernel.get(2), kernel.get(3)),
                names.contains("bk")),
            new Layer.Activation(nonlinearity(run)),
            new Layer.Flatten(),
            new Layer.Linear(weight.get(1), weight.get(0), names.contains("bw")));
    Shape input = new Shape(sizes.get(1), sizes.get(2), sizes.get(3));
    return new NetworkProblem(run, training, Network.of(input, layers), names);
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
