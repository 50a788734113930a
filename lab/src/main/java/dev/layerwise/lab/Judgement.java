package dev.layerwise.lab;

import java.util.Locale;

/**
 * What the measurements say of a claim.
 *
 * @param verdict whether it holds
 * @param measured the decisive measured value; NaN if there is none
 * @param relation how it must stand to the bound, such as {@code ≤}
 * @param bound the bound; NaN if there is none
 * @param evidence a sentence with the numbers behind the verdict
 * @param reading under which reading the claim would hold, or why it is undecided; empty if it
 *     holds as it stands
 */
public record Judgement(
    Verdict verdict,
    double measured,
    String relation,
    double bound,
    String evidence,
    String reading) {
  /** The three verdicts. */
  public enum Verdict {
    /** The measurements satisfy the claim. */
    HOLDS,
    /** The measurements contradict the claim. */
    FAILS,
    /** Missing, not a number, diverged, or tuned on the edge of its grid. */
    UNDECIDED;

    /**
     * Returns the word in result files.
     *
     * @return {@code holds}, {@code fails} or {@code undecided}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Judges {@code measured ≤ bound}; a value that is not a number is undecided.
   *
   * @param measured the measured value
   * @param bound the bound
   * @param evidence the numbers behind it
   * @param readingIfFails under which reading the claim would hold
   * @return the judgement
   */
  public static Judgement atMost(
      double measured, double bound, String evidence, String readingIfFails) {
    return of(measured <= bound, measured, "≤", bound, evidence, readingIfFails);
  }

  /**
   * Judges {@code measured ≥ bound}; a value that is not a number is undecided.
   *
   * @param measured the measured value
   * @param bound the bound
   * @param evidence the numbers behind it
   * @param readingIfFails under which reading the claim would hold
   * @return the judgement
   */
  public static Judgement atLeast(
      double measured, double bound, String evidence, String readingIfFails) {
    return of(measured >= bound, measured, "≥", bound, evidence, readingIfFails);
  }

  /**
   * Judges {@code |measured − predicted| ≤ tolerance}; a value that is not a number is undecided.
   *
   * @param measured the measured value
   * @param predicted what the claim predicts
   * @param tolerance how far from it the value may be
   * @param evidence the numbers behind it, and where the tolerance comes from
   * @param readingIfFails under which reading the claim would hold
   * @return the judgement, with the prediction as its bound
   */
  public static Judgement near(
      double measured, double predicted, double tolerance, String evidence, String readingIfFails) {
    boolean comparable = !Double.isNaN(tolerance);
    return of(
        Math.abs(measured - predicted) <= tolerance,
        measured,
        String.format(Locale.ROOT, "within %.2g of", tolerance),
        comparable ? predicted : Double.NaN,
        evidence,
        readingIfFails);
  }

  /**
   * A claim that cannot be decided.
   *
   * @param why what is missing
   * @return the judgement
   */
  public static Judgement undecided(String why) {
    return new Judgement(Verdict.UNDECIDED, Double.NaN, "", Double.NaN, "", why);
  }

  private static Judgement of(
      boolean holds,
      double measured,
      String relation,
      double bound,
      String evidence,
      String readingIfFails) {
    if (Double.isNaN(measured) || Double.isNaN(bound)) {
      return new Judgement(
          Verdict.UNDECIDED,
          measured,
          relation,
          bound,
          evidence,
          "a value is missing or not a number");
    }
    return new Judgement(
        holds ? Verdict.HOLDS : Verdict.FAILS,
        measured,
        relation,
        bound,
        evidence,
        holds ? "" : readingIfFails);
  }
}
