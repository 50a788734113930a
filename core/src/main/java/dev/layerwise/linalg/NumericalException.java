package dev.layerwise.linalg;

/** Numbers that an algorithm cannot go on with, such as a singular factor: the data's fault. */
public class NumericalException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the operation, the values, the bound they break and the remedy
   */
  public NumericalException(String message) {
    super(message);
  }
}
