package dev.layerwise.lab.conformance;

import java.nio.file.Path;

/**
 * What came of a file.
 *
 * @param file the file
 * @param optimizer the reference; empty where the file is not a run
 * @param steps how many it records
 * @param deviation the largest absolute deviation of any parameter at any step; NaN if not measured
 * @param tolerance what it may be; NaN if it was not replayed
 * @param outcome pass or fail, or why not
 * @param missing what is not supported or, of a failed run, why it ended
 */
public record Verdict(
    Path file,
    String optimizer,
    int steps,
    double deviation,
    double tolerance,
    Outcome outcome,
    String missing) {
  /** What may come of a file. */
  public enum Outcome {
    /** Every parameter at every step is within the tolerance. */
    PASS("pass"),
    /** One is not. */
    FAIL("fail"),
    /** The optimizer, or a value of a hyperparameter, is not supported. */
    UNSUPPORTED("unsupported"),
    /** The file holds values of single functions. */
    NOT_A_RUN("not a run");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** What tables call it. */
    public String label() {
      return label;
    }
  }
}
