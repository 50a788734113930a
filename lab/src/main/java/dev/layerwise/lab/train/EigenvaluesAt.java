package dev.layerwise.lab.train;

import java.util.Arrays;
import java.util.Objects;

/**
 * The spectrum of a factor that an optimizer remembers.
 *
 * @param name what it is, such as {@code 0 inputs}
 * @param step the step after which it was so
 * @param values eigenvalues, descending
 */
@SuppressWarnings("ArrayRecordComponent") // a spectrum, never compared
public record EigenvaluesAt(String name, long step, double[] values) {
  /** Copies the array. */
  public EigenvaluesAt {
    values = values.clone();
  }

  @Override
  public double[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EigenvaluesAt that
        && name.equals(that.name)
        && step == that.step
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, step, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return name + " at step " + step + ": " + Arrays.toString(values);
  }
}
