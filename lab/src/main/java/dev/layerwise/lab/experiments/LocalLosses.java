package dev.layerwise.lab.experiments;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.HashMap;
import java.util.Map;

/**
 * The first layer of a small tanh network, with what its local losses and preconditioners are made
 * of: inputs z, outputs h, per-example gradients g (Concurrence App. D.1, D.2). Minimisers come
 * from the objectives as written, steps from the catalogue.
 */
final class LocalLosses {
  private final Network network;
  private final Matrix W;
  private final Matrix z;
  private final Matrix h;
  private final Matrix g;
  private final Matrix X;
  private final Matrix Y;
  private final double n;

  private LocalLosses(Network network, Matrix X, Matrix Y) {
    this.network = network;
    this.X = X;
    this.Y = Y;
    NetworkObjective objective = objective(network);
    objective.gradient();
    Block first = network.blocks().getFirst();
    W = first.weight().value().copy();
    z = objective.pass().input(first).copy();
    g = objective.pass().outputGradient(first).copy();
    h = z.times(W.T());
    n = X.rows();
  }

  static LocalLosses draw(int dIn, int dOut, int examples, Rng rng) {
    Network network =
        Models.parse(
                "mlp:%d-%d-2,activation=tanh,bias=false".formatted(dIn, dOut), Shape.of(dIn), 2)
            .initialized(Initialization.LECUN_NORMAL, rng.stream("init"));
    return new LocalLosses(
        network, rng.stream("X").gaussian(examples, dIn), rng.stream("Y").gaussian(examples, 2));
  }

  static LocalLosses of(Network network, Matrix X, Matrix Y) {
    return new LocalLosses(network, X, Y);
  }

  private NetworkObjective objective(Network of) {
    return new NetworkObjective(of, new SquaredError(), X.rows(), Rng.of(0)).on(X, Y);
  }

  /** G = gᵀz/n, (dOut, dIn). */
  Matrix gradient() {
    return g.T().times(z).timesInPlace(1 / n);
  }

  /** E[z zᵀ], (dIn, dIn). */
  Matrix inputs() {
    return z.T().times(z).timesInPlace(1 / n);
  }

  /** The change of the first layer in one step of a method of the catalogue. */
  Matrix catalogueStep(String name, Map<String, Double> settings) {
    return catalogueStep(name, settings, Map.of());
  }

  Matrix catalogueStep(String name, Map<String, Double> numbers, Map<String, String> words) {
    Map<String, String> settings = new HashMap<>(words);
    numbers.forEach((key, value) -> settings.put(key, Double.toString(value)));
    Network copy = network.copy();
    Recipes.named(name).start(copy, settings).step(objective(copy));
    return copy.blocks().getFirst().weight().value().minus(W);
  }

  /**
   * LocoProp's move from the objective: {@code argmin_V ½ E‖V z − target‖² + ‖V − W‖²/(2η)} less W,
   * from the normal equations of that objective.
   *
   * @param gamma targets {@code h − γ g}; 0 as printed
   */
  Matrix locoPropMove(double gamma, double eta) {
    Matrix targets = h.minus(g.times(gamma));
    Matrix left = inputs().plusDiagonal(1 / eta);
    Matrix right = targets.T().times(z).timesInPlace(1 / n).plusInPlace(1 / eta, W);
    return left.solve(right.T()).T().minus(W);
  }

  /**
   * FOOF's move from the objective: {@code argmin_D E‖D z − η g‖² + penalty ‖D‖²}.
   *
   * @param penalty λ/2 as printed, λ for the printed formula
   */
  Matrix foofMove(double eta, double penalty) {
    Matrix right = gradient().timesInPlace(eta);
    return inputs().plusDiagonal(penalty).solve(right.T()).T().timesInPlace(-1);
  }

  /** Shampoo with the factors of the batch gradient, {@code (G Gᵀ)^−¼ G (GᵀG)^−¼}. */
  Matrix shampooOfBatch() {
    Matrix G = gradient();
    return fourthRootInverse(G.times(G.T())).times(G).times(fourthRootInverse(G.T().times(G)));
  }

  /** Shampoo with the factors as printed, of per-example products: {@code E[‖z‖² g gᵀ]^−¼} … */
  Matrix shampooPerExample() {
    Matrix P = scaledByRowNorms(g, z);
    Matrix Q = scaledByRowNorms(z, g);
    return fourthRootInverse(P.T().times(P).timesInPlace(1 / n))
        .times(gradient())
        .times(fourthRootInverse(Q.T().times(Q).timesInPlace(1 / n)));
  }

  private static Matrix scaledByRowNorms(Matrix A, Matrix B) {
    Matrix C = A.copy();
    for (int i = 0; i < A.rows(); i++) {
      double norm = B.slice(i, i + 1, 0, B.cols()).frobeniusNorm();
      for (int j = 0; j < A.cols(); j++) {
        C.set(i, j, norm * A.get(i, j));
      }
    }
    return C;
  }

  /** A^−¼ on the range of A. */
  private static Matrix fourthRootInverse(Matrix A) {
    SymmetricEigen eigen = SymmetricEigen.of(A);
    double[] values = eigen.values();
    double zero = 1e-12 * values[values.length - 1];
    return eigen.apply(x -> x <= zero ? 0 : Math.pow(x, -0.25));
  }

  /**
   * How far the first layer's Kronecker product is from its exact Fisher block, {@code E[(z zᵀ) ⊗
   * E(g gᵀ)]} under {@code y ~ N(f, I)}, relatively.
   */
  double kroneckerError() {
    NetworkObjective objective = objective(network);
    objective.loss();
    Block first = network.blocks().getFirst();
    int dOut = W.rows();
    int dIn = W.cols();
    Matrix exact = Matrix.zeros(dOut * dIn, dOut * dIn);
    Matrix P = Matrix.zeros(dOut, dOut);
    for (int c = 0; c < Y.cols(); c++) {
      int output = c;
      objective
          .pass()
          .propagate(Matrix.generate(X.rows(), Y.cols(), (i, j) -> j == output ? 1 : 0));
      Matrix J = objective.pass().outputGradient(first); // ∂f_c/∂h
      P.plusGramInPlace(1 / n, J);
      Matrix rows =
          Matrix.generate(X.rows(), dOut * dIn, (i, k) -> J.get(i, k % dOut) * z.get(i, k / dOut));
      exact.plusGramInPlace(1 / n, rows);
    }
    Matrix Q = inputs();
    Matrix product =
        Matrix.generate(
            dOut * dIn,
            dOut * dIn,
            (k, l) -> Q.get(k / dOut, l / dOut) * P.get(k % dOut, l % dOut));
    return product.minusInPlace(exact).frobeniusNorm() / exact.frobeniusNorm();
  }
}
