package dev.layerwise.lab.sweep;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Locale;
import java.util.Optional;

/**
 * A network that learns by squared loss, the gradient on one batch and the curvature on another.
 * First weights come from the seed's stream {@code init}, batches from those of {@link Examples}:
 * methods of one seed start alike and see the same batches.
 */
final class NetworkRun implements Task.Run {
  static final String ERROR = "error";
  static final String LOSS = "loss";
  static final String ACCURACY = "accuracy";

  private final Examples examples;
  private final Optimizer optimizer;
  private final NetworkObjective objective;
  private final Matrix X;
  private final Matrix Y;
  private final Optional<NetworkObjective> curvature;
  private final Matrix heldOutInputs;
  private final Matrix heldOutTargets;
  private final Pass heldOut;
  private final long looksEvery;
  private double batchLoss = Double.NaN;

  NetworkRun(Task.Assignment a, Examples examples, int heldOutCount) {
    this.examples = examples;
    Settings method = a.method();
    Rng rng = Rng.of(a.seed());
    Network network =
        Models.parse(a.model(), examples.shape(), examples.outputs())
            .initialized(
                Initialization.valueOf(a.init().toUpperCase(Locale.ROOT).replace('-', '_')),
                rng.stream("init"));
    optimizer =
        Recipes.named("adam-or-gn").start(network, MethodSettings.optimizer(method, a.steps()));
    int n = Integer.parseInt(method.text("batch"));
    objective = new NetworkObjective(network, new SquaredError(), n, rng.stream("labels"));
    X = Matrix.zeros(n, examples.features());
    Y = Matrix.zeros(n, examples.outputs());
    looksEvery =
        method.whole(
            method.text("diagonal").equals(MethodSettings.GAUSS_NEWTON) ? "update" : "refresh");
    if (needsCurvature(method)) {
      int m = Integer.parseInt(method.text("curvature-batch"));
      curvature =
          Optional.of(
              new NetworkObjective(network, new SquaredError(), m, rng.stream("curvature labels")));
      objective.withCurvature(curvature.get());
      curvature.get().on(Matrix.zeros(m, X.cols()), Matrix.zeros(m, Y.cols()));
    } else {
      curvature = Optional.empty();
    }
    heldOutInputs = Matrix.zeros(heldOutCount, X.cols());
    heldOutTargets = Matrix.zeros(heldOutCount, Y.cols());
    examples.take(Examples.Purpose.MEASURE, 0, heldOutInputs, heldOutTargets);
    heldOut = network.pass(heldOutCount);
  }

  /** Whether a method looks at a batch of its own for the basis or the diagonal. */
  static boolean needsCurvature(Settings method) {
    return method.text("diagonal").equals(MethodSettings.GAUSS_NEWTON)
        || !method.text("basis").equals(MethodSettings.IDENTITY);
  }

  @Override
  public void step(long t) {
    examples.take(Examples.Purpose.GRADIENT, t, X, Y);
    if ((t - 1) % looksEvery == 0) {
      curvature.ifPresent(
          c -> examples.take(Examples.Purpose.CURVATURE, t, c.inputs(), c.targets()));
    }
    batchLoss = optimizer.step(objective.on(X, Y));
    if (!Double.isFinite(batchLoss)) {
      throw new NumericalException("step " + t + ": the loss is " + batchLoss);
    }
  }

  @Override
  public double measure(String quantity) {
    if (quantity.equals(LOSS)) {
      return Double.isNaN(batchLoss) ? firstLoss() : batchLoss;
    }
    Matrix f = heldOut.forward(heldOutInputs, Mode.EVALUATE);
    return quantity.equals(ACCURACY)
        ? accuracy(f)
        : 2 * new SquaredError().value(f, heldOutTargets); // the loss has ½, the error has not
  }

  /** Before the first step: the loss on what is held out. */
  private double firstLoss() {
    return new SquaredError().value(heldOut.forward(heldOutInputs, Mode.EVALUATE), heldOutTargets);
  }

  private double accuracy(Matrix f) {
    int right = 0;
    for (int i = 0; i < f.rows(); i++) {
      right += largest(f, i) == largest(heldOutTargets, i) ? 1 : 0;
    }
    return (double) right / f.rows();
  }

  private static int largest(Matrix A, int row) {
    int largest = 0;
    for (int j = 1; j < A.cols(); j++) {
      largest = A.get(row, j) > A.get(row, largest) ? j : largest;
    }
    return largest;
  }
}
