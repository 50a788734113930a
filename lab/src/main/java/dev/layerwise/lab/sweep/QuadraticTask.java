package dev.layerwise.lab.sweep;

import dev.layerwise.lab.task.ExpectedLoss;
import dev.layerwise.lab.task.NamedCovariance;
import dev.layerwise.lab.task.Quadratic;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Optional;

/** Linear regression on Gaussian inputs, on the population or on batches. */
final class QuadraticTask implements Task {
  private static final String SOURCE = "Adam-or-GN §3";
  private static final String LOSS = "loss";
  private static final String EXPECTED = "expected-loss";
  private static final String DISTANCE = "distance";

  @Override
  public String name() {
    return "quadratic";
  }

  @Override
  public String meaning() {
    return "linear regression, inputs N(0, Σ), no label noise";
  }

  @Override
  public List<Setting> parameters() {
    return List.of(
        new Setting(
            "covariance",
            new Setting.Choice(List.of("blocks", "half", "one", "random")),
            "blocks",
            "Σ: two blocks, Σ_half, Σ_one, or random",
            SOURCE),
        new Setting("dimension", new Setting.Whole(1), "100", "d, of blocks and random", SOURCE),
        new Setting(
            "condition", new Setting.Real(1, Double.MAX_VALUE), "100", "κ(Σ), of random", "any"),
        new Setting("rotation", new Setting.Whole(0), "0", "the seed of random's basis", "any"));
  }

  @Override
  public List<String> quantities() {
    return List.of(LOSS, EXPECTED, DISTANCE);
  }

  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void check(Settings parameters, Settings method, List<String> record) {
    boolean fixed =
        method.text("diagonal").equals(MethodSettings.GAUSS_NEWTON)
            && method.text("basis").equals(MethodSettings.IDENTITY)
            && method.text("curvature-batch").equals(MethodSettings.POPULATION);
    if (record.contains(EXPECTED) && !fixed) {
      throw new IllegalArgumentException(
          "expected-loss is exact for a fixed preconditioner alone; want diagonal: gauss-newton,"
              + " basis: identity, curvature-batch: population, or record loss");
    }
    if (method.text("basis").equals(MethodSettings.KRONECKER)) {
      throw new IllegalArgumentException(
          "the parameters of quadratic are a vector, which has no Kronecker basis; want basis: full"
              + " or identity");
    }
    covariance(parameters);
  }

  @Override
  public boolean isDeterministic(Settings parameters, Settings method) {
    return method.text("batch").equals(MethodSettings.POPULATION)
        && method.text("curvature-batch").equals(MethodSettings.POPULATION);
  }

  private static Matrix covariance(Settings p) {
    return switch (p.text("covariance")) {
      case "half" -> NamedCovariance.half();
      case "one" -> NamedCovariance.one();
      case "random" ->
          NamedCovariance.random(
              (int) p.whole("dimension"),
              p.number("condition"),
              Rng.of(p.whole("rotation")).stream("covariance"));
      default -> NamedCovariance.blocks((int) p.whole("dimension"));
    };
  }

  /** Δ₀ = θ₀ − θ⋆: of blocks not all the same, as sign descent would arrive at once. */
  private static Matrix start(Settings p, int d) {
    boolean blocks = p.text("covariance").equals("blocks");
    return Matrix.generate(d, 1, (i, j) -> blocks ? -(0.5 + 0.01 * (i + 1)) : -1);
  }

  @Override
  public Run start(Assignment a) {
    Matrix Sigma = covariance(a.parameters());
    return new Descent(a, Sigma, start(a.parameters(), Sigma.rows()));
  }

  private static final class Descent implements Run {
    private final Quadratic objective;
    private final Optimizer optimizer;
    private final Optional<ExpectedLoss> expected;
    private final Schedule eta;
    private final Matrix H;
    private final Optional<Draws> gradient;
    private final Optional<Draws> curvature;

    Descent(Assignment a, Matrix Sigma, Matrix start) {
      // θ⋆ = 0, so that θ − θ⋆ keeps its digits as it becomes small.
      objective = new Quadratic(Sigma, Matrix.zeros(Sigma.rows(), 1));
      objective.theta().setTo(start);
      H = Sigma.copy();
      Settings method = a.method();
      optimizer =
          Recipes.named("adam-or-gn")
              .start(
                  new Target(objective.parameters(), List.of()),
                  Settings.of(
                      Recipes.named("adam-or-gn").settings(),
                      MethodSettings.optimizer(method, a.steps())));
      eta = MethodSettings.schedule(method.number("lr"), method.text("schedule"), a.steps());
      Rng rng = Rng.of(a.seed());
      gradient = Draws.of(method.text("batch"), Sigma, rng.stream("data"));
      boolean curved = method.text("diagonal").equals(MethodSettings.GAUSS_NEWTON);
      curvature =
          curved
              ? Draws.of(method.text("curvature-batch"), Sigma, rng.stream("curvature"))
              : Optional.empty();
      expected =
          curved && method.text("basis").equals(MethodSettings.IDENTITY)
              ? Optional.of(expected(method, Sigma, start))
              : Optional.empty();
    }

    private static ExpectedLoss expected(Settings method, Matrix Sigma, Matrix start) {
      double[] p = Sigma.diagonal();
      for (int i = 0; i < p.length; i++) {
        p[i] = Math.pow(p[i] + method.number("alpha"), method.number("power"));
      }
      String batch = method.text("batch");
      double n =
          batch.equals(MethodSettings.POPULATION)
              ? Double.POSITIVE_INFINITY
              : Double.parseDouble(batch);
      return new ExpectedLoss(Sigma, Matrix.diagonal(p), start, n);
    }

    @Override
    public void step(long t) {
      gradient.ifPresent(draws -> objective.on(draws.batch(t)));
      curvature.ifPresent(
          draws -> objective.withCurvature(H.setToGram(1.0 / draws.n(), draws.batch(t)))); // XᵀX/n
      optimizer.step(objective);
      expected.ifPresent(e -> e.step(eta.at(t)));
    }

    @Override
    public double measure(String quantity) {
      return switch (quantity) {
        case LOSS -> objective.expectedLoss();
        case DISTANCE -> objective.delta().frobeniusNorm();
        default -> expected.orElseThrow().value();
      };
    }
  }

  /** Fresh batches of N(0, Σ), a stream for each step. */
  private record Draws(int n, Matrix root, Rng rng) {
    static Optional<Draws> of(String batch, Matrix Sigma, Rng rng) {
      return batch.equals(MethodSettings.POPULATION)
          ? Optional.empty()
          : Optional.of(
              new Draws(
                  Integer.parseInt(batch),
                  SymmetricEigen.of(Sigma).apply(lambda -> Math.sqrt(Math.max(0, lambda))),
                  rng));
    }

    Matrix batch(long t) {
      return rng.stream("batch", t).gaussian(n, root.rows()).times(root); // x ~ N(0, Σ)
    }
  }
}
