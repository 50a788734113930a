package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.function.Consumer;

/**
 * The mean loss of a network on a batch, with everything that curvature needs: the pass that holds
 * each block's inputs and output gradients, the outputs, the loss, and a stream for sampled labels.
 *
 * <pre>{@code
 * NetworkObjective objective = new NetworkObjective(network, loss, 128, Rng.of(seed));
 * optimizer.step(objective.on(X, Y));
 * }</pre>
 */
public final class NetworkObjective implements Objective {
  private final Network network;
  private final Loss loss;
  private final Pass pass;
  private final Rng rng;
  private final Rng labels;
  private final Matrix outputGradients;
  private Matrix X;
  private Matrix Y;
  private Matrix f;
  private Consumer<NetworkObjective> further;
  private NetworkObjective curvature = this;
  private BatchParts parts;

  /**
   * An objective for batches of one size.
   *
   * @param network what is trained, in place
   * @param loss the loss
   * @param n examples in a batch
   * @param rng what sampled labels are drawn from; each step draws from a stream of its own
   */
  public NetworkObjective(Network network, Loss loss, int n, Rng rng) {
    this.network = network;
    this.loss = loss;
    this.pass = network.pass(n);
    this.rng = rng;
    this.labels = rng.stream("labels", 0);
    this.outputGradients = Matrix.zeros(n, network.output().size());
    this.X = Matrix.zeros(n, network.input().size());
    this.Y = outputGradients;
    this.f = outputGradients;
  }

  /**
   * The network's objective behind one of all parameters or of a group of them.
   *
   * @param objective what an optimizer steps on
   * @param method who asks, for the message
   * @throws IllegalArgumentException if there is none
   */
  public static NetworkObjective behind(Objective objective, String method) {
    return switch (objective) {
      case NetworkObjective network -> network;
      case GroupObjective group -> behind(group.whole(), method);
      default ->
          throw new IllegalArgumentException(
              method
                  + " needs the statistics of a network's layers, and the objective gives gradients"
                  + " alone; train a Network through NetworkObjective");
    };
  }

  /**
   * Turns to a batch, which is kept until the next.
   *
   * @param inputs (n, size of the input)
   * @param targets (n, size of the output)
   * @return this
   */
  public NetworkObjective on(Matrix inputs, Matrix targets) {
    X = inputs;
    Y = targets;
    return this;
  }

  /**
   * Says where further batches come from, for methods that look at some before their first step.
   *
   * @param next turns this objective to the next batch by {@link #on}
   * @return this
   */
  public NetworkObjective withFurther(Consumer<NetworkObjective> next) {
    further = next;
    return this;
  }

  /**
   * Says on which batch curvature is measured, if not on this one: another objective of the same
   * network, of any batch size, which is turned to a batch of its own before each step.
   *
   * <p>Source: Adam-or-GN Alg. 1, X_G and X_H.
   *
   * @param other the objective of X_H
   * @return this
   * @throws IllegalArgumentException if it is of another network
   */
  public NetworkObjective withCurvature(NetworkObjective other) {
    if (!other.network.equals(network)) {
      throw new IllegalArgumentException(
          "curvature of another network; want an objective of the network that is trained");
    }
    curvature = other;
    return this;
  }

  /** The objective on whose batch curvature is measured: this one, if nobody said otherwise. */
  public NetworkObjective curvature() {
    return curvature;
  }

  /**
   * Runs the network on the batch, for those who need what its layers see and no loss.
   *
   * @return f, (n, C)
   */
  public Matrix forward() {
    f = pass.forward(X, Mode.TRAIN);
    return f;
  }

  /**
   * Propagates the loss's gradients to the blocks' outputs, after {@link #forward}; the parameters'
   * gradients stay as they are.
   */
  public void propagate() {
    pass.propagate(loss.gradient(f, Y, outputGradients));
  }

  /**
   * Looks at further batches, then turns back to the present one.
   *
   * @param count how many
   * @param visit is called when this objective has turned to a further batch
   * @throws IllegalArgumentException if nobody said where they come from
   */
  public void visitFurther(long count, Consumer<NetworkObjective> visit) {
    if (count > 0 && further == null) {
      throw new IllegalArgumentException(
          "burn-in on "
              + count
              + " further batches: the objective knows of none; tell it by withFurther, or train"
              + " without burn-in");
    }
    Matrix inputs = X;
    Matrix targets = Y;
    for (long i = 0; i < count; i++) {
      further.accept(this);
      visit.accept(this);
    }
    on(inputs, targets);
  }

  @Override
  public List<Parameter> parameters() {
    return network.parameters();
  }

  @Override
  public double gradient() {
    f = pass.forward(X, Mode.TRAIN);
    double value = loss.value(f, Y);
    pass.backward(loss.gradient(f, Y, outputGradients));
    return value;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A large batch is taken in parts whose activations stay in the cache. The pass and the
   * outputs stay those of the last {@link #gradient}, {@link #loss} or {@link #forward}.
   */
  @Override
  public double gradientAlone() {
    if (parts == null) {
      parts = new BatchParts(network, loss, Y.rows());
    }
    return parts.help() ? parts.gradient(X, Y) : gradient();
  }

  @Override
  public double loss() {
    f = pass.forward(X, Mode.TRAIN);
    return loss.value(f, Y);
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** The pass, as the last call of {@link #gradient} or {@link #loss} left it. */
  public Pass pass() {
    return pass;
  }

  /** The loss. */
  public Loss lossFunction() {
    return loss;
  }

  /** The outputs of the last forward pass, (n, C). */
  public Matrix outputs() {
    return f;
  }

  /** The targets, (n, C). */
  public Matrix targets() {
    return Y;
  }

  /** The inputs, (n, size of the input). */
  public Matrix inputs() {
    return X;
  }

  /**
   * The stream of the labels that a step draws, at its beginning; one object, which the next call
   * turns into another stream.
   *
   * @param t the step, from 1
   */
  public Rng labels(long t) {
    return labels.setToStream(rng, "labels", t);
  }
}
