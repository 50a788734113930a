package dev.layerwise.linalg;

/** Matrices whose shapes do not fit the operation: a caller's mistake. */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the operation, the shapes it got and the shapes it wants
   */
  public ShapeException(String message) {
    super(message);
  }
}
