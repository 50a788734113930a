package dev.layerwise.optim.kfac;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.KroneckerProduct;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known of K-FAC in closed form. */
class KfacTheoremsTest {
  /** Sums and inverses of orders below 30, condition numbers below 1e5. */
  private static final double TOLERANCE = 1e-10;

  private final Rng rng = Rng.of(13);

  private Network network(Nonlinearity phi) {
    Network network =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 5, false),
            new Layer.Activation(phi),
            new Layer.Linear(5, 4, false),
            new Layer.Activation(phi),
            new Layer.Linear(4, 2, false));
    for (Parameter p : network.parameters()) {
      p.value().fillInPlace(rng::fillGaussian);
    }
    return network;
  }

  /** The exact Gauss-Newton block of a layer, and its Kronecker product, after one batch. */
  private Matrix[] exactAndProduct(NetworkObjective objective, Block block) {
    objective.gradient();
    FullBlock full = new FullBlock(block, false);
    KroneckerFactors pair = new KroneckerFactors(block, RunningFactor::ofKnownWeight);
    full.begin(1);
    pair.begin(1);
    pair.addInputs(objective.pass());
    new FisherPasses(new FisherType.ExactGaussNewton())
        .forEach(
            objective.pass(),
            objective.lossFunction(),
            objective.outputs(),
            rng,
            weight -> {
              full.addOutputs(objective.pass(), weight);
              pair.addOutputs(objective.pass(), weight);
            });
    Matrix product =
        new KroneckerProduct(pair.inputs().symmetric(), pair.outputs().symmetric()).dense();
    return new Matrix[] {full.mean().symmetric(), product};
  }

  @Test
  void theProductIsTheGaussNewtonBlockOfADeepLinearNetworkWithSquaredLoss() {
    Network network = network(Nonlinearity.IDENTITY);
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 11, rng);
    objective.on(rng.gaussian(11, 3), rng.gaussian(11, 2));
    for (Block block : network.blocks()) {
      Matrix[] both = exactAndProduct(objective, block);
      assertClose(both[1], both[0], TOLERANCE);
    }
  }

  static Stream<Loss> losses() {
    return Stream.of(new SquaredError(), new SoftmaxCrossEntropy());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theProductIsTheGaussNewtonBlockOfOneDatum(Loss loss) {
    Network network = network(Nonlinearity.TANH);
    NetworkObjective objective = new NetworkObjective(network, loss, 1, rng);
    objective.on(rng.gaussian(1, 3), Matrix.of(new double[][] {{0, 1}}));
    for (Block block : network.blocks()) {
      Matrix[] both = exactAndProduct(objective, block);
      assertClose(both[1], both[0], TOLERANCE);
    }
  }

  static Stream<KroneckerDamping> splits() {
    return Stream.of(
        new KroneckerDamping.Martens2015PiSplit(),
        new KroneckerDamping.Equal(),
        new KroneckerDamping.Whole(),
        new KroneckerDamping.Exact());
  }

  @ParameterizedTest
  @MethodSource("splits")
  void theInverseUndoesTheDampedProduct(KroneckerDamping damping) {
    double lambda = 0.3;
    Network network =
        Network.of(Shape.of(4), new Layer.Linear(4, 3), new Layer.Activation(Nonlinearity.TANH));
    Block block = network.blocks().get(0);
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 17, rng);
    objective.on(rng.gaussian(17, 4), rng.gaussian(17, 3)).gradient();
    KroneckerFactors pair = new KroneckerFactors(block, RunningFactor::ofKnownWeight);
    MeanFactors factors = new MeanFactors(pair, MeanFactors.Convention.PER_EXAMPLE);
    boolean exact = damping instanceof KroneckerDamping.Exact;
    BlockCurvature curvature =
        exact
            ? new KroneckerEigenBlock(factors, -1, KroneckerEigenBlock.Freshness.STEP)
            : new KroneckerBlock(factors, damping);
    curvature.begin(1);
    curvature.addInputs(objective.pass());
    curvature.addOutputs(objective.pass(), 1);
    curvature.decompositions().forEach(d -> d.body().run(lambda));
    ParameterVector V = ParameterVector.zeros(network.parameters());
    curvature.apply(lambda, ParameterVector.gradients(network.parameters()).of(block), V.of(block));
    Matrix A = pair.inputs().symmetric();
    Matrix G = pair.outputs().symmetric();
    Matrix v = V.of(block).joinInto(Matrix.zeros(3, 5));
    Matrix back;
    if (exact) {
      back = G.times(v).times(A).plus(v.times(lambda));
    } else {
      KroneckerDamping.Split split =
          damping.split(
              new KroneckerDamping.Size(5, A.trace()),
              new KroneckerDamping.Size(3, G.trace()),
              1,
              lambda);
      back =
          G.times(split.outputScale())
              .plusDiagonal(split.outputRidge())
              .times(v)
              .times(A.times(split.inputScale()).plusDiagonal(split.inputRidge()));
    }
    assertClose(back, block.gradient(Matrix.zeros(3, 5)), TOLERANCE);
    double direct = G.times(v).times(A).dot(v);
    assertThat(curvature.quadratic(V.of(block))).isCloseTo(direct, within(1e-12 * direct));
  }

  /**
   * Steps on x and on M x + c give networks that compute the same function, once the first layer
   * starts from the same function. Damping breaks it in proportion to λ over the least eigenvalue.
   */
  @Test
  void stepsDoNotDependOnAnAffineMapOfTheInputs() {
    Map<String, String> said =
        Map.of(
            "fisher", "exact",
            "damping", "1e-13",
            "damping-split", "exact",
            "clip-kl", "0",
            "inverse-interval", "2",
            "lr", "0.2");
    Network plain =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 2),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(2, 2));
    for (Parameter p : plain.parameters()) {
      p.value().fillInPlace(rng::fillGaussian);
    }
    Network mapped = plain.copy();
    Matrix M = rng.gaussian(3, 3).plusDiagonal(2);
    Matrix c = rng.gaussian(3, 1);
    Parameter W = mapped.parameters().get(0);
    W.value().setTo(W.value().times(M.solve(Matrix.identity(3)))); // W M⁻¹
    Parameter b = mapped.parameters().get(1);
    b.value().minusInPlace(W.value().times(c)); // b − W M⁻¹ c
    Optimizer first = Recipes.named("kfac").start(plain, said);
    Optimizer second = Recipes.named("kfac").start(mapped, said);
    NetworkObjective one = new NetworkObjective(plain, new SquaredError(), 29, rng);
    NetworkObjective two = new NetworkObjective(mapped, new SquaredError(), 29, rng);
    for (int t = 0; t < 5; t++) {
      Matrix X = rng.gaussian(29, 3);
      Matrix Y = rng.gaussian(29, 2);
      Matrix shifted = X.times(M.T());
      for (int i = 0; i < 29; i++) {
        for (int j = 0; j < 3; j++) {
          shifted.set(i, j, shifted.get(i, j) + c.get(j, 0));
        }
      }
      first.step(one.on(X, Y));
      second.step(two.on(shifted, Y));
      assertClose(two.outputs(), one.outputs(), 1e-8);
    }
  }

  /** The loss of one linear layer is quadratic, and its Gauss-Newton matrix the Hessian. */
  @ParameterizedTest
  @MethodSource("models")
  void theQuadraticModelOfAQuadraticLossForetellsItsChange(Map<String, String> settings) {
    Network network = Network.of(Shape.of(4), new Layer.Linear(4, 3));
    Map<String, String> said = new HashMap<>(settings);
    said.put("adaptive-damping", "true");
    said.put("damping", "0.01");
    said.put("clip-kl", "0");
    said.put("damping-interval", "1");
    said.put("l2", "0.1");
    said.put("fisher", "exact");
    Optimizer optimizer = Recipes.named("kfac").start(network, said);
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 17, rng);
    objective.on(rng.gaussian(17, 4), rng.gaussian(17, 3));
    for (int t = 0; t < 6; t++) {
      optimizer.step(objective);
      Map<String, Double> report = new HashMap<>();
      optimizer.report(report::put);
      // two losses of size 1 are subtracted, with an error of a few units in the last place each
      double q = report.get("quadratic model change");
      assertThat(report.get("reduction ratio")).isCloseTo(1, within(1e-14 / Math.abs(q)));
      assertThat(report.get("damping")).isCloseTo(0.01 * Math.pow(0.9, t + 1), within(1e-12));
    }
  }

  static Stream<Map<String, String>> models() {
    return Stream.of(
        Map.of("adaptive-lr", "true", "adaptive-momentum", "true"),
        Map.of("adaptive-lr", "true", "momentum", "0.3"),
        Map.of("exact-model", "true", "momentum", "0"),
        Map.of("exact-model", "true", "momentum", "0.3", "nesterov", "true"),
        Map.of("momentum", "0.3", "nesterov", "true", "ema", "0"),
        Map.of("momentum", "0", "ema", "0"));
  }

  @Test
  void theNormConstraintBoundsTheStep() {
    double bound = 1e-5;
    Network network = network(Nonlinearity.TANH);
    Map<String, String> said =
        Map.of("clip-kl", "" + bound, "lr", "0.5", "momentum", "0", "fisher", "exact");
    Optimizer optimizer = Recipes.named("kfac").start(network, said);
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 11, rng);
    List<Matrix> before = network.parameters().stream().map(p -> p.value().copy()).toList();
    optimizer.step(objective.on(rng.gaussian(11, 3), rng.gaussian(11, 2)));
    double unscaled = 0;
    double squares = 0;
    for (int i = 0; i < before.size(); i++) {
      Parameter p = network.parameters().get(i);
      Matrix step = p.value().minus(before.get(i));
      unscaled -= step.dot(p.gradient());
      squares += step.dot(step);
    }
    // Δ = −η s V and s² η² ⟨V, ∇⟩ = c, so that ⟨Δ, ∇⟩ = −c / (η s); s comes from a free step.
    Network free = network(Nonlinearity.TANH);
    for (int i = 0; i < before.size(); i++) {
      free.parameters().get(i).value().setTo(before.get(i));
    }
    Map<String, String> loose = new HashMap<>(said);
    loose.put("clip-kl", "0");
    Optimizer unbound = Recipes.named("kfac").start(free, loose);
    unbound.step(
        new NetworkObjective(free, new SquaredError(), 11, rng)
            .on(objective.inputs(), objective.targets()));
    double freeSquares = 0;
    for (int i = 0; i < before.size(); i++) {
      Matrix step = free.parameters().get(i).value().minus(before.get(i));
      freeSquares += step.dot(step);
    }
    double s = Math.sqrt(squares / freeSquares);
    assertThat(s).isLessThan(1);
    assertThat(unscaled * 0.5 * s).isCloseTo(bound, within(1e-9 * bound));
  }
}
