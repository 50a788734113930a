package dev.layerwise.lab.run;

/** The command line or an input file is wrong; the message is one sentence with a remedy. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message one sentence
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Says what is wrong and keeps what revealed it.
   *
   * @param message one sentence
   * @param cause what revealed it
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
