package dev.layerwise.optim.form;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Lu;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.MatrixFunctions;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adam-or-GN Alg. 1 and 2 against explicit matrices over all parameters. */
final class AdamOrGaussNewtonTest {
  private static final int N_G = 13;
  private static final int N_H = 29;
  private static final int STEPS = 3;
  private static final double ETA = 0.05;
  private static final double BETA2 = 0.9;

  /**
   * Eigenvectors of well parted eigenvalues, rotations and divisions by D + α of at least 1e−3,
   * over three steps.
   */
  private static final double ROUNDING = 1e-9;

  private final Rng rng = Rng.of(41);

  private static Network network(int outputs) {
    return network(outputs, Nonlinearity.RELU);
  }

  private static Network network(int outputs, Nonlinearity function) {
    Network network =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 4),
            new Layer.Activation(function),
            new Layer.Linear(4, outputs, false));
    Rng init = Rng.of(8);
    network.parameters().forEach(p -> p.value().fillInPlace(init.stream(p.name())::fillGaussian));
    return network;
  }

  static Stream<Arguments> choices() {
    List<Arguments> all = new ArrayList<>();
    for (String basis : List.of("identity", "kronecker", "full")) {
      for (String gamma : List.of("0", "0.3", "1")) {
        for (String diagonal : List.of("gauss-newton", "squared-gradients")) {
          for (String power : List.of("-1", "-0.5")) {
            all.add(Arguments.of(basis, gamma, diagonal, power, 1));
            all.add(Arguments.of(basis, gamma, diagonal, power, 2));
          }
        }
      }
    }
    return all.stream();
  }

  /** Without the basis of the whole matrix, which has a null space where inputs are so few. */
  static Stream<Arguments> choicesByTensors() {
    return choices().filter(choice -> !choice.get()[0].equals("full"));
  }

  @ParameterizedTest(name = "{0}, γ = {1}, {2}, p = {3}, {4} outputs")
  @MethodSource("choices")
  void stepsAreThoseOfExplicitMatrices(
      String basis, String gamma, String diagonal, String power, int outputs) {
    requireExplicitSteps(basis, gamma, diagonal, power, outputs, /* signs= */ false);
  }

  /** Inputs of one length, where a bias has the basis of its weights and shares it. */
  @ParameterizedTest(name = "{0}, γ = {1}, {2}, p = {3}, {4} outputs")
  @MethodSource("choicesByTensors")
  void stepsOnSignsAreThoseOfExplicitMatrices(
      String basis, String gamma, String diagonal, String power, int outputs) {
    requireExplicitSteps(basis, gamma, diagonal, power, outputs, /* signs= */ true);
  }

  private void requireExplicitSteps(
      String basis, String gamma, String diagonal, String power, int outputs, boolean signs) {
    Network network = network(outputs, Nonlinearity.TANH); // no null space
    Network reference = network.copy();
    Map<String, String> said =
        Map.of(
            "lr",
            "" + ETA,
            "basis",
            basis,
            "gamma",
            gamma,
            "diagonal",
            diagonal,
            "power",
            power,
            "beta2",
            "" + BETA2,
            "damping",
            "0.01");
    Optimizer optimizer = Recipes.named("adam-or-gn").start(network, said);
    NetworkObjective curvature = objective(network, N_H);
    NetworkObjective objective = objective(network, N_G).withCurvature(curvature);
    Matrix v = Matrix.zeros((int) network.size(), 1);
    for (int t = 1; t <= STEPS; t++) {
      Matrix X = inputs(rng.stream("x", t), N_G, signs);
      Matrix Y = rng.stream("y", t).gaussian(N_G, outputs);
      Matrix XH = inputs(rng.stream("curvature", t), N_H, signs);
      curvature.on(XH, Matrix.zeros(N_H, outputs));
      optimizer.step(objective.on(X, Y));

      objective(reference, N_G).on(X, Y).gradient();
      Matrix g = vector(reference.parameters().stream().map(Parameter::gradient).toList());
      List<Matrix> J = jacobian(reference, XH);
      Matrix U = explicitBasis(basis, Double.parseDouble(gamma), reference, J);
      Matrix rotated = U.T().times(g);
      Matrix D = U.T().times(gaussNewton(J)).times(U);
      v = v.times(BETA2).plus(rotated.hadamard(rotated).times(1 - BETA2));
      double[] d =
          diagonal.equals("gauss-newton")
              ? D.diagonal()
              : v.times(1 / (1 - Math.pow(BETA2, t))).toColumnMajor();
      Matrix scaled =
          Matrix.generate(
              d.length,
              1,
              (i, j) -> rotated.get(i, 0) * Math.pow(d[i] + 0.01, Double.parseDouble(power)));
      move(reference, U.times(scaled).times(-ETA));
    }
    assertClose(theta(network), theta(reference), ROUNDING);
  }

  private static Matrix inputs(Rng draws, int n, boolean signs) {
    return signs ? Matrix.zeros(n, 3).fillInPlace(draws::fillSigns) : draws.gaussian(n, 3);
  }

  private static NetworkObjective objective(Network network, int n) {
    return new NetworkObjective(network, new SquaredError(), n, Rng.of(3));
  }

  private static Matrix vector(List<Matrix> parts) {
    return Concatenation.gather(parts, Matrix.zeros(Concatenation.size(parts), 1));
  }

  private static Matrix theta(Network network) {
    return vector(network.parameters().stream().map(Parameter::value).toList());
  }

  private static void move(Network network, Matrix step) {
    Concatenation.scatter(
        theta(network).plus(step), network.parameters().stream().map(Parameter::value).toList());
  }

  /** For each output the gradients of it in rows, (n, P), parameters vec after vec. */
  private static List<Matrix> jacobian(Network network, Matrix X) {
    int P = (int) network.size();
    int C = network.output().size();
    Pass pass = network.pass(X.rows());
    pass.forward(X, Mode.TRAIN);
    List<Matrix> J = new ArrayList<>();
    for (int c = 0; c < C; c++) {
      J.add(Matrix.zeros(X.rows(), P));
    }
    Map<Parameter, Matrix> unit = new HashMap<>();
    network
        .parameters()
        .forEach(p -> unit.put(p, Matrix.zeros(p.value().rows(), p.value().cols())));
    List<Matrix> parts = network.parameters().stream().map(unit::get).toList();
    for (int k = 0; k < P; k++) {
      Matrix e = Matrix.zeros(P, 1);
      e.set(k, 0, 1);
      Concatenation.scatter(e, parts);
      Matrix column = pass.tangent(unit::get);
      for (int c = 0; c < C; c++) {
        for (int i = 0; i < X.rows(); i++) {
          J.get(c).set(i, k, column.get(i, c));
        }
      }
    }
    return J;
  }

  private static Matrix gaussNewton(List<Matrix> J) {
    return J.stream()
        .map(j -> j.T().times(j).times(1.0 / j.rows()))
        .reduce(Matrix::plus)
        .orElseThrow();
  }

  private static Matrix explicitBasis(String kind, double gamma, Network network, List<Matrix> J) {
    int P = (int) network.size();
    if (kind.equals("identity")) {
      return Matrix.identity(P);
    }
    if (kind.equals("full")) {
      return between(SymmetricEigen.of(gaussNewton(J)).vectors(), gamma);
    }
    Matrix U = Matrix.zeros(P, P);
    int from = 0;
    for (Parameter p : network.parameters()) {
      int rows = p.value().rows();
      int cols = p.value().cols();
      Matrix L = Matrix.zeros(rows, rows);
      Matrix R = Matrix.zeros(cols, cols);
      for (Matrix j : J) {
        for (int i = 0; i < j.rows(); i++) {
          Matrix G =
              Matrix.column(j.slice(i, i + 1, from, from + rows * cols).toColumnMajor())
                  .reshaped(rows, cols);
          L.plusInPlace(1.0 / j.rows(), G.times(G.T()));
          R.plusInPlace(1.0 / j.rows(), G.T().times(G));
        }
      }
      Matrix UL = between(SymmetricEigen.of(L).vectors(), gamma);
      Matrix UR = between(SymmetricEigen.of(R).vectors(), gamma);
      for (int k = 0; k < rows * cols; k++) {
        for (int l = 0; l < rows * cols; l++) { // vec stacks columns: V ⊗ U
          double entry = UR.get(k / rows, l / rows) * UL.get(k % rows, l % rows);
          U.set(from + k, from + l, entry);
        }
      }
      from += rows * cols;
    }
    return U;
  }

  private static Matrix between(Matrix eigenvectors, double gamma) {
    Matrix U = eigenvectors.copy();
    int smallest = 0;
    for (int j = 0; j < U.cols(); j++) {
      flip(U, j, U.get(j, j) < 0);
      smallest = U.get(j, j) < U.get(smallest, smallest) ? j : smallest;
    }
    flip(U, smallest, determinant(U) < 0);
    return MatrixFunctions.exp(MatrixFunctions.log(U).times(gamma));
  }

  private static void flip(Matrix U, int j, boolean wanted) {
    for (int i = 0; wanted && i < U.rows(); i++) {
      U.set(i, j, -U.get(i, j));
    }
  }

  private static double determinant(Matrix U) {
    return Lu.of(U).determinant();
  }

  /** The setup's order: W by rows, the basis matrix of W is U ⊗ V. */
  @Test
  void byRowsTheBasisOfAMatrixIsTheOtherKroneckerProduct() {
    Matrix U = rng.stream("U").haarOrthogonal(4);
    Matrix V = rng.stream("V").haarOrthogonal(3);
    Matrix W = rng.stream("W").gaussian(4, 3);
    Matrix rotated = U.T().times(W).times(V);
    Matrix rows = Matrix.column(W.T().copy().toColumnMajor());
    Matrix basis = Matrix.generate(12, 12, (k, l) -> U.get(k / 3, l / 3) * V.get(k % 3, l % 3));

    assertClose(basis.T().times(rows), Matrix.column(rotated.T().copy().toColumnMajor()), ROUNDING);
  }

  @Test
  void withoutDampingZeroOverZeroIsZero() {
    Network network = network(1);
    network.parameters().getLast().value().set(0, 2, 0); // a dead unit: no gradient reaches it
    Matrix before = network.parameters().getFirst().value().copy();
    Optimizer optimizer =
        Recipes.named("adam-or-gn")
            .start(
                network,
                Map.of(
                    "basis",
                    "identity",
                    "diagonal",
                    "squared-gradients",
                    "power",
                    "-0.5",
                    "beta2",
                    "0",
                    "damping",
                    "0",
                    "lr",
                    "0.5"));
    optimizer.step(
        objective(network, N_G)
            .on(rng.stream("x").gaussian(N_G, 3), rng.stream("y").gaussian(N_G, 1)));
    Matrix moved = before.minus(network.parameters().getFirst().value());

    assertThat(moved.slice(2, 3, 0, 3).maxAbs()).isZero();
    assertClose(moved.slice(0, 1, 0, 3).map(Math::abs), Matrix.zeros(1, 3).fill(0.5), ROUNDING);
  }

  /** With η = 0 parameters stay, and bases depend on the batches of their steps alone. */
  @Test
  void basesThatRunAheadAreThoseOfTheStepInWhichTheyBegan() {
    List<Matrix> atOnce = bases(Map.of("lr", "0", "refresh-every", "3"));
    List<Matrix> later = bases(Map.of("lr", "0", "refresh-every", "3", "refresh-lag", "2"));

    assertThat(later.get(4).toRows()).isDeepEqualTo(atOnce.get(2).toRows()); // step 5: of step 1
    assertThat(later.get(5).toRows()).isDeepEqualTo(atOnce.get(3).toRows()); // step 6: of step 4
    assertThat(atOnce.get(3).minus(atOnce.get(2)).maxAbs()).isGreaterThan(1e-3);
  }

  /** V of the first layer after each of six steps. */
  private List<Matrix> bases(Map<String, String> said) {
    Network network = network(1);
    Optimizer optimizer = Recipes.named("adam-or-gn").start(network, said);
    NetworkObjective objective = objective(network, N_G);
    List<Matrix> bases = new ArrayList<>();
    for (int t = 1; t <= 6; t++) {
      Matrix X = rng.stream("ahead", t).gaussian(N_G, 3);
      optimizer.step(objective.on(X, Matrix.zeros(N_G, 1)));
      bases.add(SavedState.of(optimizer::state).matrices().get("0/V"));
    }
    return bases;
  }

  @Test
  void lagsThatReachTheNextDecompositionAreRefused() {
    assertThatThrownBy(
            () -> Recipes.named("adam-or-gn").start(network(1), Map.of("refresh-lag", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "decompositions used 1 steps later, begun every 1, of factors that change every 1;"
                + " want fewer steps than between two of them, and factors that stay meanwhile");
  }

  @Test
  void curvatureOfAnotherNetworkIsRefused() {
    assertThatThrownBy(() -> objective(network(1), 5).withCurvature(objective(network(1), 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "curvature of another network; want an objective of the network that is trained");
  }

  @Test
  void basesBetweenSayWhatTheyNeed() {
    assertThatThrownBy(() -> new Basis.Interpolated(new Basis.Identity(), 0.5))
        .hasMessageStartingWith("interpolated basis between the identity and Identity[]");
    assertThatThrownBy(() -> new Basis.Interpolated(new Basis.Gradients(), 0))
        .hasMessage("interpolated basis at gamma 0.0; want a number above 0 and at most 1");
    assertThatThrownBy(() ->
            new Form(
                new Basis.Interpolated(new Basis.Gradients(), 0.5), new Spectrum.Eigenvalues(), -1))
        .hasMessage(
            "a basis between the identity and eigenvectors has no eigenvalues; want another"
                + " spectrum, such as fisher");
  }
}
