package dev.layerwise.linalg;

/**
 * The largest singular value of a matrix and its right vector, by {@link Lanczos}'s method on
 * {@code MᵀM}: some tens of products with M and Mᵀ, far fewer than M has columns.
 *
 * @param value s₁
 * @param right v, (n, 1), ‖v‖ = 1, of no particular sign
 */
public record LeadingSingular(double value, Matrix right) {
  private static final int EVERY = 4;

  /**
   * Computes the pair.
   *
   * @param M (m, n), not zero
   * @param start (n, 1), not orthogonal to v; close to it if possible
   * @param tolerance stops where {@code ‖MᵀM v − s₁² v‖ ≤ tolerance · s₁²}
   * @throws NumericalException if an entry is not finite, or M start = 0
   */
  public static LeadingSingular of(Matrix M, Matrix start, double tolerance) {
    Lanczos krylov =
        Lanczos.of(
            v -> M.T().times(M.times(v)),
            start,
            k -> k.size() % EVERY == 0 && isClose(k.largest(), tolerance));
    Lanczos.Ritz ritz = krylov.largest();
    return new LeadingSingular(Math.sqrt(Math.max(0, ritz.value())), ritz.vector());
  }

  private static boolean isClose(Lanczos.Ritz ritz, double tolerance) {
    return ritz.residual() <= tolerance * ritz.value();
  }
}
