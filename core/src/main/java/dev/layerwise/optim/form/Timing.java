package dev.layerwise.optim.form;

import dev.layerwise.optim.Schedule;

/**
 * When statistics are taken, and how they are averaged.
 *
 * @param update steps from one update of the diagonal to the next
 * @param factors the same for the factors of the basis
 * @param refresh steps from one decomposition to the next
 * @param basisPast ρ, how much of their weight the factors of the basis keep at an update
 * @param spectrumPast the same for the diagonal
 * @param forget whether the diagonal starts anew when the basis turns
 * @param lag steps from a decomposition's begin to the first step that uses it; if not 0, it runs
 *     beside those steps, except for the first
 */
public record Timing(
    long update,
    long factors,
    long refresh,
    Schedule basisPast,
    Schedule spectrumPast,
    boolean forget,
    long lag) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if an interval is below 1 or a weight not within [0, 1]
   */
  public Timing {
    if (update < 1 || factors < 1 || refresh < 1) {
      throw new IllegalArgumentException(
          "intervals " + update + ", " + factors + " and " + refresh + "; want at least 1 step");
    }
    if (!basisPast.staysWithin(0, 1) || !spectrumPast.staysWithin(0, 1)) {
      throw new IllegalArgumentException(
          "weights of the past "
              + basisPast.at(1)
              + " and "
              + spectrumPast.at(1)
              + "; want numbers from 0 to 1");
    }
    if (lag < 0 || lag >= refresh || (lag > 0 && factors < refresh)) {
      throw new IllegalArgumentException(
          "decompositions used "
              + lag
              + " steps later, begun every "
              + refresh
              + ", of factors that change every "
              + factors
              + "; want fewer steps than between two of them, and factors that stay meanwhile");
    }
  }

  /** Decompositions that are used at once. */
  public Timing(
      long update,
      long factors,
      long refresh,
      Schedule basisPast,
      Schedule spectrumPast,
      boolean forget) {
    this(update, factors, refresh, basisPast, spectrumPast, forget, 0);
  }

  boolean updates(long t) {
    return (t - 1) % update == 0;
  }

  boolean updatesFactors(long t) {
    return (t - 1) % factors == 0;
  }

  boolean refreshes(long t) {
    return (t - 1) % refresh == 0;
  }
}
