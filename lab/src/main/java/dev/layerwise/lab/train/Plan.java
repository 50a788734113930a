package dev.layerwise.lab.train;

import java.util.OptionalInt;

/**
 * How long to train, and when to look.
 *
 * @param batch examples in a batch
 * @param steps steps to do
 * @param evaluateEvery steps from one evaluation to the next
 * @param patience how many evaluations in a row may bring no lower loss; if given, the best weights
 *     are kept
 * @param diagnoseEvery steps from one diagnosis to the next; none if not given
 */
public record Plan(
    int batch, long steps, long evaluateEvery, OptionalInt patience, OptionalInt diagnoseEvery) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public Plan {
    if (batch < 1
        || steps < 1
        || evaluateEvery < 1
        || patience.orElse(1) < 1
        || diagnoseEvery.orElse(1) < 1) {
      throw new IllegalArgumentException(
          ("plan: batch %d, %d steps, an evaluation every %d, patience %s, a diagnosis every %s;"
                  + " want at least 1 each")
              .formatted(batch, steps, evaluateEvery, patience, diagnoseEvery));
    }
  }
}
