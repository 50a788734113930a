package dev.layerwise.lab.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * {@code x ← (x − μ) / σ}, with mean and standard deviation of the training set.
 *
 * @param means μ, one for each feature, or one for all
 * @param factors 1/σ, as many
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by feature, never compared
public record Standardization(double[] means, double[] factors) {
  /** Over what mean and standard deviation are taken. */
  public enum Kind {
    /** Inputs stay as they are. */
    NONE,
    /** Over all features of all examples together, as is usual for pixels. */
    GLOBAL,
    /** Over the examples, for each feature; a constant feature is moved to 0 and not scaled. */
    FEATURE;

    /** The name on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Inputs stay as they are. */
  public static Standardization none() {
    return new Standardization(new double[] {0}, new double[] {1});
  }

  /**
   * Measures a training set.
   *
   * @param inputs its inputs
   * @param kind over what
   */
  public static Standardization fit(Inputs inputs, Kind kind) {
    int d = inputs.features();
    double[] sums = new double[d];
    for (int i = 0; i < inputs.count(); i++) {
      for (int j = 0; j < d; j++) {
        sums[j] += inputs.get(i, j);
      }
    }
    return switch (kind) {
      case NONE -> none();
      case FEATURE -> {
        double[] means = Arrays.stream(sums).map(sum -> sum / inputs.count()).toArray();
        double[] squares = squares(inputs, means);
        yield new Standardization(
            means, Arrays.stream(squares).map(s -> factor(s / inputs.count())).toArray());
      }
      case GLOBAL -> {
        double all = (double) inputs.count() * d;
        double mean = Arrays.stream(sums).sum() / all;
        double[] means = new double[d];
        Arrays.fill(means, mean);
        double square = Arrays.stream(squares(inputs, means)).sum();
        yield new Standardization(new double[] {mean}, new double[] {factor(square / all)});
      }
    };
  }

  /** Σᵢ (xᵢⱼ − μⱼ)², for each feature. */
  private static double[] squares(Inputs inputs, double[] means) {
    double[] squares = new double[means.length];
    for (int i = 0; i < inputs.count(); i++) {
      for (int j = 0; j < means.length; j++) {
        double e = inputs.get(i, j) - means[j];
        squares[j] += e * e;
      }
    }
    return squares;
  }

  private static double factor(double variance) {
    return variance > 0 ? 1 / Math.sqrt(variance) : 1;
  }

  double mean(int feature) {
    return means[means.length == 1 ? 0 : feature];
  }

  double factor(int feature) {
    return factors[factors.length == 1 ? 0 : feature];
  }
}
