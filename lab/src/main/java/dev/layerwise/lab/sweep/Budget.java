package dev.layerwise.lab.sweep;

import java.util.List;

/**
 * How long to run and what to write down.
 *
 * @param steps steps to do
 * @param every steps from one record to the next; the start and the end are always recorded
 * @param record what is recorded, the quantity that a search makes least first
 */
public record Budget(long steps, long every, List<String> record) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below 1, or nothing is recorded
   */
  public Budget {
    record = List.copyOf(record);
    if (steps < 1 || every < 1) {
      throw new IllegalArgumentException(
          "steps %d, recorded every %d; want at least 1 each".formatted(steps, every));
    }
    Grid.requireDistinct("record", record);
  }

  /** Whether the state after a step is recorded. */
  public boolean records(long t) {
    return t % every == 0 || t == steps;
  }
}
