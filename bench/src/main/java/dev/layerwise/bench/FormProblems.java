package dev.layerwise.bench;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Networks of the comparison, each as one step with fresh batches. */
final class FormProblems {
  private static final int PARITY = 6;

  private FormProblems() {}

  /** Signs x, y = x₁ ⋯ x₆, a rectifier layer. */
  static Runnable mlp(int d, int m, int batch, int curvatureBatch, Map<String, String> said) {
    Network network =
        randomised(
            Network.of(
                Shape.of(d),
                new Layer.Linear(d, m),
                new Layer.Activation(Nonlinearity.RELU),
                new Layer.Linear(m, 1, false)));
    Batch gradient = new Batch(network, batch);
    Batch curvature = new Batch(network, curvatureBatch);
    boolean looks = said.get("basis").equals("kronecker") || said.get("power").equals("-1");
    Optimizer optimizer = start(network, said);
    NetworkObjective objective =
        looks ? gradient.objective.withCurvature(curvature.objective) : gradient.objective;
    Rng rng = Rng.of(2);
    return () -> {
      gradient.X.fillInPlace(rng::fillSigns);
      Entries.columns(gradient.X, gradient.Y, FormProblems::parity);
      if (looks) {
        curvature.X.fillInPlace(rng::fillSigns);
      }
      optimizer.step(objective);
    };
  }

  private static void parity(double[] x, double[] y, int n) {
    Arrays.fill(y, 1);
    for (int j = 0; j < PARITY; j++) {
      for (int i = 0; i < n; i++) {
        y[i] *= x[j * n + i];
      }
    }
  }

  /** Ten classes of noise around centres, one-hot targets. */
  static Runnable cifar(String basis, int refresh) {
    int d = 3072;
    int classes = 10;
    Network network =
        randomised(
            Network.of(
                Shape.of(d),
                new Layer.Linear(d, 128, false),
                new Layer.Activation(Nonlinearity.RELU),
                new Layer.Linear(128, classes, false)));
    Map<String, String> said = new HashMap<>(FormRow.said("id", "gn"));
    said.put("basis", basis);
    said.put("refresh-every", Integer.toString(refresh));
    Optimizer optimizer = start(network, said);
    Batch gradient = new Batch(network, 1024);
    Batch curvature = new Batch(network, 1024);
    NetworkObjective objective = gradient.objective.withCurvature(curvature.objective);
    Rng rng = Rng.of(3);
    Matrix centres = rng.stream("centres").gaussian(classes, d).times(0.3);
    return () -> {
      gradient.drawClasses(centres, rng);
      curvature.drawClasses(centres, rng);
      optimizer.step(objective);
    };
  }

  /** Tokens [x_t; e_t] and a last one [0; e_i]; the target is θ⋆·x_i. */
  static Runnable transformer(int positions, int width, int batch, int curvatureBatch) {
    int size = positions + width;
    Network network =
        randomised(
            Network.of(
                new Shape(size, positions + 1, 1),
                new Layer.Attention(size),
                new Layer.Linear(size, 1, false)));
    Optimizer optimizer = start(network, FormRow.said("kron", "gn"));
    Batch gradient = new Batch(network, batch);
    Batch curvature = new Batch(network, curvatureBatch);
    NetworkObjective objective = gradient.objective.withCurvature(curvature.objective);
    Rng rng = Rng.of(4);
    Matrix theta = rng.stream("theta").gaussian(width, 1).times(1 / Math.sqrt(width));
    return () -> {
      gradient.drawTokens(positions, theta, rng);
      curvature.drawTokens(positions, theta, rng);
      optimizer.step(objective);
    };
  }

  private static Optimizer start(Network network, Map<String, String> said) {
    return Recipes.named("adam-or-gn").start(network, said);
  }

  private static Network randomised(Network network) {
    Rng rng = Rng.of(1);
    for (Parameter p : network.parameters()) {
      p.value()
          .fillInPlace(rng.stream(p.name())::fillGaussian)
          .timesInPlace(1 / Math.sqrt(p.value().cols()));
    }
    return network;
  }

  /** A batch of a network, and the objective that looks at it. */
  private static final class Batch {
    private final Matrix X;
    private final Matrix Y;
    private final NetworkObjective objective;

    Batch(Network network, int n) {
      X = Matrix.zeros(n, network.input().size());
      Y = Matrix.zeros(n, network.output().size());
      objective = new NetworkObjective(network, new SquaredError(), n, Rng.of(9)).on(X, Y);
    }

    void drawClasses(Matrix centres, Rng rng) {
      X.fillInPlace(rng::fillGaussian);
      Y.fill(0);
      for (int i = 0; i < Y.rows(); i++) {
        Y.set(i, rng.nextInt(Y.cols()), 1);
      }
      X.plusProductInPlace(1, Y, centres);
    }

    void drawTokens(int positions, Matrix theta, Rng rng) {
      int width = theta.rows();
      int tokens = positions + 1;
      Entries.columns(
          X,
          Y,
          (x, y, n) -> {
            rng.fillGaussian(x, 0, width * tokens * n);
            Arrays.fill(x, width * tokens * n, x.length, 0);
            for (int t = 0; t < positions; t++) {
              int own = ((width + t) * tokens + t) * n;
              Arrays.fill(x, own, own + n, 1);
            }
            for (int d = 0; d < width; d++) {
              int last = (d * tokens + positions) * n;
              Arrays.fill(x, last, last + n, 0);
            }
            for (int i = 0; i < n; i++) {
              int chosen = rng.nextInt(positions);
              x[((width + chosen) * tokens + positions) * n + i] = 1;
              double sum = 0;
              for (int d = 0; d < width; d++) {
                sum += theta.get(d, 0) * x[(d * tokens + chosen) * n + i];
              }
              y[i] = sum;
            }
          });
    }
  }
}
