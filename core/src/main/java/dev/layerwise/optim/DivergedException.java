package dev.layerwise.optim;

import dev.layerwise.linalg.NumericalException;

/** Training cannot go on: its numbers are not finite, or a factor failed too often in a row. */
public final class DivergedException extends NumericalException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message what, where, and what would help
   */
  public DivergedException(String message) {
    super(message);
  }
}
