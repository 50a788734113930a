package dev.layerwise.linalg;

/** A symmetric linear map that may be cheaper to apply than to write down. */
public sealed interface SymmetricOperator permits Spd {

  /** The order n. */
  int dim();

  /**
   * Applies the map.
   *
   * @param B (n, k)
   * @return S B, (n, k)
   * @throws ShapeException if B does not have n rows
   */
  Matrix times(Matrix B);

  /** The matrix S itself, (n, n), exactly symmetric. */
  Matrix dense();
}
