package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network: layers one after the other, and their parameters. Its structure is fixed; training
 * changes the parameters in place. New parameters are zeros, but for the scales of normalisations,
 * which are ones: {@link #initialized} sets them.
 *
 * <pre>{@code
 * Network network =
 *     Network.of(
 *         Shape.of(784),
 *         new Layer.Linear(784, 256),
 *         new Layer.Activation(Nonlinearity.RELU),
 *         new Layer.Linear(256, 10));
 * }</pre>
 *
 * <p>Parameters are named after the place of their layer, from 0, as in {@code 2.weight}; those
 * inside a residual layer after both places, as in {@code 3.0.weight}.
 */
public final class Network {
  private final Shape input;
  private final Shape output;
  private final List<Node> nodes;
  private final List<Parameter> parameters;
  private final List<Buffer> buffers;
  private final List<Block> blocks;

  private Network(Shape input, List<Node> nodes) {
    this.input = input;
    this.output = nodes.getLast().output();
    this.nodes = List.copyOf(nodes);
    this.parameters = nodes.stream().flatMap(node -> node.parameters().stream()).toList();
    this.buffers = nodes.stream().flatMap(node -> node.buffers().stream()).toList();
    List<Block> all = new ArrayList<>();
    for (Node node : nodes) {
      all.addAll(node.blocks(all.size()));
    }
    this.blocks = List.copyOf(all);
  }

  /**
   * Stacks layers.
   *
   * @param input the shape of an example
   * @param layers the layers, in the order in which they act
   * @throws ShapeException if there is no layer or one does not fit the one below it
   */
  public static Network of(Shape input, Layer... layers) {
    return of(input, Arrays.asList(layers));
  }

  /**
   * Stacks layers.
   *
   * @param input the shape of an example
   * @param layers the layers, in the order in which they act
   * @throws ShapeException if there is no layer or one does not fit the one below it
   */
  public static Network of(Shape input, List<Layer> layers) {
    if (layers.isEmpty()) {
      throw new ShapeException("Network: no layers; want at least one");
    }
    return new Network(input, Node.stack(layers, "", input));
  }

  /** The shape of an example. */
  public Shape input() {
    return input;
  }

  /** The shape of an output. */
  public Shape output() {
    return output;
  }

  /** The layers, in the order in which they act. */
  public List<Layer> layers() {
    return nodes.stream().map(Node::layer).toList();
  }

  /** The parameters, in the order of their layers. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What the network keeps without training it, in the order of its layers. */
  public List<Buffer> buffers() {
    return buffers;
  }

  /** The layers with a weight matrix, in their order, those inside residual layers too. */
  public List<Block> blocks() {
    return blocks;
  }

  /** The number of weights, biases and other trained numbers. */
  public long size() {
    return parameters.stream().mapToLong(p -> (long) p.value().rows() * p.value().cols()).sum();
  }

  /** Whether all parameters are finite. */
  public boolean isFinite() {
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).value().isFinite()) {
        return false;
      }
    }
    return true;
  }

  /** A network of the same layers with a copy of the parameters and buffers. */
  public Network copy() {
    Network copy = of(input, layers());
    for (int i = 0; i < parameters.size(); i++) {
      copy.parameters.get(i).value().setTo(parameters.get(i).value());
    }
    for (int i = 0; i < buffers.size(); i++) {
      copy.buffers.get(i).value().setTo(buffers.get(i).value());
    }
    return copy;
  }

  /**
   * Sets all parameters to where training starts, and running averages to mean 0 and variance 1.
   *
   * @param initialization how weights are drawn
   * @param rng each parameter has a stream of its own, named after it
   * @return this
   */
  public Network initialized(Initialization initialization, Rng rng) {
    Node.initialize(nodes, 1, initialization, rng);
    return this;
  }

  /**
   * What the network makes of examples, in evaluation mode. Makes its buffers anew: a loop over
   * batches of one size takes a {@link #pass}.
   *
   * @param X the examples, (n, size of the input)
   * @return f, (n, size of the output)
   * @throws ShapeException if the examples do not fit
   */
  public Matrix outputs(Matrix X) {
    return pass(X.rows()).forward(X, Mode.EVALUATE);
  }

  /**
   * Makes the buffers for batches of one size.
   *
   * @param n examples in a batch, at least 1
   */
  public Pass pass(int n) {
    return new Pass(this, n);
  }

  List<Node> nodes() {
    return nodes;
  }
}
