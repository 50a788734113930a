package dev.layerwise.lab.experiments;

import dev.layerwise.lab.task.Covariance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A student that learns a teacher on Gaussian inputs of a given anisotropy:
 *
 * <pre>
 * z ~ N(0, I),  x = Σ^½ z,  κ(Σ) = κ,  tr Σ = dX
 * y = teacher(z), without noise              loss ½ ‖f(x) − y‖²
 * </pre>
 *
 * <p>So at every κ it is the same function of z, and what κ changes is the coordinates in which the
 * student sees z. No student of convolutions could undo Σ^½; there the teacher sees x.
 *
 * <p>Neither teacher nor student has biases.
 *
 * @param net the kind of student and teacher
 * @param depth the student's layers with weights
 * @param kappa κ, the condition number of the inputs' covariance
 */
record DepthTask(Net net, int depth, double kappa) {
  static final int BATCH = 128;
  static final int HELD_OUT = 512;
  static final int INPUTS = 48;
  static final int WIDTH = 32;
  static final int TEACHER_WIDTH = 8;
  static final int OUTPUTS = 16;
  static final int SIDE = 8;
  static final int CHANNELS = 8;
  static final int TEACHER_CHANNELS = 4;

  /** The layers of the one convolutional student: two convolutions and a linear layer. */
  static final int CONVOLUTIONAL_DEPTH = 3;

  /** A kind of network, and the steps and the loss that its runs aim at. */
  enum Net {
    LINEAR("linear", "linear networks", 0.01, 2000),
    RELU("relu", "ReLU networks", 0.1, 2000),
    CONV("conv", "a convolutional network", 0.1, 500);

    private final String label;
    private final String words;
    private final double target;
    private final int steps;

    Net(String label, String words, double target, int steps) {
      this.label = label;
      this.words = words;
      this.target = target;
      this.steps = steps;
    }

    /** The name in cells and panels. */
    String label() {
      return label;
    }

    /** The name in a text. */
    String words() {
      return words;
    }

    /** The target: the held-out loss over that of the first weights. */
    double target() {
      return target;
    }

    /** The steps after which a run is cut off. */
    int steps() {
      return steps;
    }

    static Net of(String label) {
      return Arrays.stream(values()).filter(n -> n.label.equals(label)).findFirst().orElseThrow();
    }
  }

  /** The student at its first weights. */
  Network student(long seed) {
    Network network =
        switch (net) {
          case LINEAR -> Models.parse("linear:" + sizes(), input(), OUTPUTS);
          case RELU -> Models.parse("mlp:" + sizes() + ",bias=false", input(), OUTPUTS);
          case CONV -> convolutional(CHANNELS);
        };
    return network.initialized(Initialization.HE_NORMAL, Rng.of(seed).stream("init"));
  }

  private Network teacher(Rng rng) {
    Network network =
        switch (net) {
          case LINEAR -> Models.linear(INPUTS, OUTPUTS);
          case RELU ->
              Models.parse(
                  "mlp:%d-%d-%d,bias=false".formatted(INPUTS, TEACHER_WIDTH, OUTPUTS),
                  input(),
                  OUTPUTS);
          case CONV -> convolutional(TEACHER_CHANNELS);
        };
    return network.initialized(Initialization.HE_NORMAL, rng);
  }

  private Network convolutional(int channels) {
    return Models.parse(
        "cnn:%d-%d,pool=average,bias=false".formatted(channels, channels), input(), OUTPUTS);
  }

  /** Such as {@code 48-32-32-16}, of as many layers as the depth says. */
  private String sizes() {
    String hidden =
        IntStream.range(1, depth).mapToObj(i -> WIDTH + "-").collect(Collectors.joining());
    return INPUTS + "-" + hidden + OUTPUTS;
  }

  private Shape input() {
    return net == Net.CONV ? new Shape(1, SIDE, SIDE) : Shape.of(INPUTS);
  }

  /** Σ^½: log-spaced eigenvalues in a random basis, or a power law over spatial frequencies. */
  Spd root(Rng rng) {
    return net == Net.CONV
        ? DepthImages.root(SIDE, kappa)
        : scaled(Covariance.logSpaced(INPUTS, Math.log10(kappa), rng));
  }

  private static Spd scaled(Covariance covariance) {
    double trace = Arrays.stream(covariance.sigma().diagonal()).sum();
    return covariance.times(covariance.sigma().rows() / trace).root();
  }

  /** The batches of a seed. */
  Batches batches(long seed) {
    return new Batches(this, Rng.of(seed).stream("data"));
  }

  /** Fresh examples: those of a step are a function of the seed and the step. */
  static final class Batches {
    private final Rng rng;
    private final Matrix root;
    private final Network teacher;
    private final Pass pass;
    private final Net net;
    private final Matrix Z;
    private final Matrix X;
    private Matrix Y;

    private Batches(DepthTask task, Rng rng) {
      this.rng = rng;
      net = task.net();
      root = task.root(rng.stream("rotation")).dense();
      teacher = task.teacher(rng.stream("teacher"));
      pass = teacher.pass(BATCH);
      Z = Matrix.zeros(BATCH, task.input().size());
      X = Matrix.zeros(BATCH, Z.cols());
      Y = pass.forward(seen(Z, X), Mode.EVALUATE);
    }

    /** What the teacher looks at. */
    private Matrix seen(Matrix white, Matrix inputs) {
      return net == Net.CONV ? inputs : white;
    }

    /** Turns to the batch of a step, from 1. */
    void load(long step) {
      Z.fillInPlace(rng.stream("batch", step)::fillGaussian);
      X.setToProduct(Z, root);
      Y = pass.forward(seen(Z, X), Mode.EVALUATE);
    }

    /** The inputs, (n, dX). */
    Matrix inputs() {
      return X;
    }

    /** The targets, (n, dY). */
    Matrix targets() {
      return Y;
    }

    /** Inputs and targets of the held-out examples. */
    List<Matrix> heldOut() {
      Matrix white = rng.stream("held-out").gaussian(HELD_OUT, Z.cols());
      Matrix inputs = Matrix.zeros(HELD_OUT, Z.cols()).setToProduct(white, root);
      return List.of(inputs, teacher.pass(HELD_OUT).forward(seen(white, inputs), Mode.EVALUATE));
    }
  }
}
