package dev.layerwise.optim;

import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.nn.Window;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import dev.layerwise.testing.PortableRng;
import java.util.List;
import java.util.Map;

/** A network, a loss and a batch so small that curvature can be formed column by column. */
public record SmallProblem(Network network, Loss loss, Matrix X, Matrix Y) {
  private static final int N = 11;

  /** The tanh network of golden/theory/kronecker.json, without biases. */
  public static SmallProblem golden() {
    PortableRng rng = new PortableRng(2024);
    Network network =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 4, false),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(4, 2, false));
    network.parameters().get(0).value().setTo(rng.normal(4, 3).times(1 / Math.sqrt(3)));
    network.parameters().get(1).value().setTo(rng.normal(2, 4).times(1 / Math.sqrt(4)));
    return new SmallProblem(network, new SquaredError(), rng.normal(5, 3), rng.normal(5, 2));
  }

  /** A tanh network with biases and a softmax of three classes. */
  public static SmallProblem classification() {
    Rng rng = Rng.of(5);
    Network network =
        random(
            Network.of(
                Shape.of(3),
                new Layer.Linear(3, 4),
                new Layer.Activation(Nonlinearity.TANH),
                new Layer.Linear(4, 3)),
            rng);
    Matrix Y = Loss.rowsOf(Matrix.identity(3), labels(rng.stream("y")));
    return new SmallProblem(network, new SoftmaxCrossEntropy(), rng.stream("x").gaussian(N, 3), Y);
  }

  private static int[] labels(Rng rng) {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = rng.nextInt(3);
    }
    return labels;
  }

  /** Two linear layers and the squared error, where K-FAC is exact. */
  public static SmallProblem deepLinear() {
    Rng rng = Rng.of(6);
    Network network =
        random(Network.of(Shape.of(3), new Layer.Linear(3, 4), new Layer.Linear(4, 2)), rng);
    return new SmallProblem(
        network,
        new SquaredError(),
        rng.stream("x").gaussian(N, 3),
        rng.stream("y").gaussian(N, 2));
  }

  /** One linear layer and the squared error. */
  public static SmallProblem leastSquares() {
    Rng rng = Rng.of(7);
    return new SmallProblem(
        random(Network.of(Shape.of(3), new Layer.Linear(3, 2)), rng),
        new SquaredError(),
        rng.stream("x").gaussian(N, 3),
        rng.stream("y").gaussian(N, 2));
  }

  /** A convolution at four positions, tanh, and a linear layer, with a softmax of three classes. */
  public static SmallProblem convolution() {
    Rng rng = Rng.of(8);
    Network network =
        random(
            Network.of(
                new Shape(2, 3, 3),
                new Layer.Conv2d(2, 3, Window.square(2), true),
                new Layer.Activation(Nonlinearity.TANH),
                new Layer.Flatten(),
                new Layer.Linear(12, 3, false)),
            rng);
    Matrix Y = Loss.rowsOf(Matrix.identity(3), labels(rng.stream("y")));
    return new SmallProblem(network, new SoftmaxCrossEntropy(), rng.stream("x").gaussian(N, 18), Y);
  }

  private static Network random(Network network, Rng rng) {
    for (Parameter p : network.parameters()) {
      Matrix W = p.value();
      W.setTo(rng.stream(p.name()).gaussian(W.rows(), W.cols()).times(0.7));
    }
    return network;
  }

  /** The same with a copy of the parameters. */
  public SmallProblem copy() {
    return new SmallProblem(network.copy(), loss, X, Y);
  }

  /** The same network on other data. */
  public SmallProblem on(Matrix inputs) {
    return new SmallProblem(network, loss, inputs, Y);
  }

  public NetworkObjective objective() {
    return new NetworkObjective(network, loss, X.rows(), Rng.of(3)).on(X, Y);
  }

  public List<Matrix> values() {
    return network.parameters().stream().map(Parameter::value).toList();
  }

  /** All parameters as a vector. */
  public Matrix theta() {
    return Concatenation.gather(values(), Matrix.zeros((int) network.size(), 1));
  }

  /** The gradient as a vector. */
  public Matrix gradient() {
    objective().gradient();
    return Concatenation.gather(
        network.parameters().stream().map(Parameter::gradient).toList(),
        Matrix.zeros((int) network.size(), 1));
  }

  /** The Gauss-Newton matrix {@code (1/n) Σ Jᵀ H J}, from derivatives along every coordinate. */
  public Matrix gaussNewton() {
    int d = (int) network.size();
    Pass pass = network.pass(X.rows());
    Matrix f = pass.forward(X, Mode.TRAIN).copy();
    Matrix[] J = new Matrix[d];
    Matrix[] HJ = new Matrix[d];
    SmallProblem unit = copy();
    for (int k = 0; k < d; k++) {
      Matrix e = Matrix.zeros(d, 1);
      e.set(k, 0, 1);
      Concatenation.scatter(e, unit.values());
      List<Parameter> own = network.parameters();
      J[k] = pass.tangent(p -> unit.values().get(own.indexOf(p))).copy();
      HJ[k] = loss.hessianProduct(f, J[k], Matrix.zeros(f.rows(), f.cols()));
    }
    return Matrix.generate(d, d, (i, j) -> J[i].dot(HJ[j]) / X.rows());
  }

  /** The direction of an optimizer's first step, {@code (θ − θ₊)/lr}; the network stays. */
  public Matrix direction(String recipe, Map<String, String> said) {
    SmallProblem moved = copy();
    Optimizer optimizer = Recipes.named(recipe).start(moved.network(), said);
    optimizer.step(moved.objective());
    return theta().minus(moved.theta()).times(1 / Double.parseDouble(said.get("lr")));
  }
}
