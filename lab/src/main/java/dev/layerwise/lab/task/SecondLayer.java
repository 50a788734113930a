package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.Symmetric;
import java.util.List;

/**
 * The second layer fitted on the features of a first one, {@code f = (ZᵀZ/n + λ I)⁻¹ Zᵀy/n}, {@code
 * Z = s(X Gᵀ)}, on examples that the step has not seen: by least squares, which is one step of
 * K-FAC on f, and by ridge regression with a λ chosen on held-out labels.
 *
 * <p>Source: Concurrence Remark 3.13, App. C.4, eq. (36).
 *
 * @param leastSquares excess risk {@code E (f(x) − s⋆(β⋆·x))²} at λ = 0
 * @param ridge the same at the chosen λ
 * @param lambda the chosen λ
 */
public record SecondLayer(double leastSquares, double ridge, double lambda) {
  /** Least squares, and three ridges a decade. */
  private static final List<Double> LAMBDAS =
      List.of(0.0, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0);

  /**
   * Examples of one model for the fit, for the choice of λ, and, without label noise, for the risk.
   *
   * @param fit what f is fitted on, at least as many examples as hidden units
   * @param validation what λ is chosen on
   * @param test what the risk is measured on, of a model without noise
   * @param scales the inputs' variances
   */
  public record Data(
      SingleIndexSample fit,
      SingleIndexSample validation,
      SingleIndexSample test,
      InputScales scales) {}

  /**
   * Fits and measures.
   *
   * @param network has the activation
   * @param G the first layer, (dh, dX)
   * @param data the examples
   * @throws dev.layerwise.linalg.NumericalException if the features are linearly dependent
   */
  public static SecondLayer on(SingleIndexNetwork network, Matrix G, Data data) {
    int dh = G.rows();
    Matrix S = Matrix.zeros(dh, dh);
    Matrix b = Matrix.zeros(dh, 1);
    double weight = 1.0 / data.fit().size();
    data.fit()
        .forEachBlock(
            data.scales(),
            (X, y) -> {
              Matrix Z = network.features(X, G);
              Symmetric.blendGram(1, weight, Z, S);
              b.plusProductInPlace(weight, Z.T(), y);
            });
    Spd moments = Spd.trusting(Symmetric.mirrorLower(S)).named("ZᵀZ/n");
    Matrix[] heads = new Matrix[LAMBDAS.size()];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = moments.plusDamping(LAMBDAS.get(i)).inv().times(b); // (ZᵀZ/n + λ I)⁻¹ Zᵀy/n
    }
    Matrix F = Matrix.blocks(new Matrix[][] {heads});
    double[] validation = risks(network, G, F, data.validation(), data.scales());
    int best = 0;
    for (int i = 1; i < heads.length; i++) {
      best = validation[i] < validation[best] ? i : best;
    }
    Matrix two = Matrix.blocks(new Matrix[][] {{heads[0], heads[best]}});
    double[] test = risks(network, G, two, data.test(), data.scales());
    return new SecondLayer(test[0], test[1], LAMBDAS.get(best));
  }

  /** Whether the chosen λ is the largest that was tried. */
  public boolean isAtEdge() {
    return lambda == LAMBDAS.getLast();
  }

  /** Mean squared differences between the labels and each column's predictions. */
  private static double[] risks(
      SingleIndexNetwork network,
      Matrix G,
      Matrix F,
      SingleIndexSample sample,
      InputScales scales) {
    double[] risks = new double[F.cols()];
    sample.forEachBlock(
        scales,
        (X, y) -> {
          Matrix predictions = network.features(X, G).times(F);
          for (int k = 0; k < risks.length; k++) {
            double norm = predictions.slice(0, X.rows(), k, k + 1).minusInPlace(y).frobeniusNorm();
            risks[k] += norm * norm / sample.size();
          }
        });
    return risks;
  }
}
