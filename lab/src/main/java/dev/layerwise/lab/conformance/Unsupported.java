package dev.layerwise.lab.conformance;

/** A run that cannot be replayed; the message says what is missing. */
final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unsupported(String missing) {
    super(missing);
  }
}
