package dev.layerwise.lab.task;

import dev.layerwise.linalg.Lanczos;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import java.util.List;

/**
 * What a batch leaves to the directions that a step learns: the directions of Concurrence Theorem
 * 3.9 and Corollary 3.11 are functions of {@code S} and {@code b}.
 *
 * @param S second moment of the inputs, {@code S = XᵀX/n}, (dX, dX), symmetric
 * @param b {@code b = Xᵀy/n}, (dX, 1)
 */
public record LabelledMoments(Matrix S, Matrix b) {
  /**
   * Relative residual at which a Krylov basis is large enough, for the least λ: directions are then
   * exact to it times the condition number of S, far below the scatter of any trial.
   */
  private static final double RESIDUAL = 1e-12;

  /** SGD's direction, {@code β = Xᵀy/n} (Concurrence Theorem 3.9). */
  public Matrix sgd() {
    return b;
  }

  /**
   * K-FAC's direction, {@code β = (S + λ I)⁻¹ Xᵀy/n} (Concurrence Corollary 3.11), by a Cholesky
   * factorisation.
   *
   * @param lambda λ ≥ 0
   * @throws dev.layerwise.linalg.NumericalException if S is singular and λ = 0
   */
  public Matrix kfac(double lambda) {
    return Spd.trusting(S).named("XᵀX/n").plusDamping(lambda).inv().times(b);
  }

  /**
   * The same for many λ, none of which needs a factorisation: the Krylov space of S and b is that
   * of S + λ I, whatever λ.
   *
   * @param lambdas λ ≥ 0
   * @return a direction for each, in the same order
   * @throws dev.layerwise.linalg.NumericalException if S is singular on the space of b and a λ is 0
   */
  public List<Matrix> kfac(List<Double> lambdas) {
    double least = lambdas.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    Lanczos krylov = Lanczos.of(S::times, b, k -> k.residual(least) <= RESIDUAL);
    return lambdas.stream().map(krylov::solve).toList();
  }
}
