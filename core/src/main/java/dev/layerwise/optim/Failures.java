package dev.layerwise.optim;

import dev.layerwise.linalg.NumericalException;
import java.lang.System.Logger.Level;

/**
 * Counts decompositions that failed. The method goes on with what it had; the first failure is
 * logged, and too many in a row end the run.
 */
public final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private final String what;
  private final int tolerated;
  private long inARow;
  private long all;

  /**
   * Starts to count.
   *
   * @param what whose failures are counted, such as {@code Shampoo: 1.weight, left factor}
   * @param tolerated how many in a row do not end the run
   */
  public Failures(String what, int tolerated) {
    this.what = what;
    this.tolerated = tolerated;
  }

  /**
   * Attempts a decomposition, which must leave the last good result as it was if it fails.
   *
   * @param decomposition replaces the result if it succeeds
   * @throws DivergedException if it fails and so did the attempts before it
   */
  public void attempt(Runnable decomposition) {
    try {
      decomposition.run();
      succeeded();
    } catch (NumericalException e) {
      failed(e);
    }
  }

  /** Counts an attempt made elsewhere, which succeeded. */
  public void succeeded() {
    inARow = 0;
  }

  /**
   * Counts an attempt made elsewhere, which failed.
   *
   * @param e why
   * @throws DivergedException if too many have failed in a row
   */
  public void failed(NumericalException e) {
    inARow++;
    all++;
    if (inARow > tolerated) {
      throw new DivergedException(
          what + ": failed " + inARow + " times in a row, last: " + e.getMessage());
    }
    if (all == 1) {
      LOG.log(Level.WARNING, "{0}: keeps its last good result, since {1}", what, e.getMessage());
    }
  }

  /** How many attempts failed. */
  public long count() {
    return all;
  }

  /** Shows the counts. */
  public void state(StateVisitor visitor) {
    inARow = visitor.whole("failures in a row", inARow);
    all = visitor.whole("failures", all);
  }
}
