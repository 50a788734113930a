package dev.layerwise.lab.sweep;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import java.util.Arrays;

/**
 * Sequences that say themselves which of their vectors counts: tokens {@code h_t = [x_t; e_t]},
 * {@code x_t ~ N(0, I)}, t = 1, …, T, a last token {@code [0; e_i]} with i uniform, and the label
 * {@code y = θ⋆·x_i} with a random θ⋆ of length 1. Source: Adam-or-GN App. C.4.
 */
final class Selection implements Examples {
  private final Rng rng;
  private final int length;
  private final int width;
  private final Matrix theta;

  /**
   * Draws θ⋆.
   *
   * @param length T
   * @param width features of x_t
   * @param seed the run's seed
   */
  Selection(int length, int width, long seed) {
    rng = Rng.of(seed);
    this.length = length;
    this.width = width;
    Matrix drawn = rng.stream("teacher").gaussian(width, 1);
    theta = drawn.times(1 / Math.sqrt(drawn.dot(drawn)));
  }

  @Override
  public int features() {
    return shape().size();
  }

  @Override
  public Shape shape() {
    return new Shape(width + length, length + 1, 1);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void take(Purpose purpose, long t, Matrix X, Matrix Y) {
    Rng draw = rng.stream(purpose.stream(), t);
    int n = X.rows();
    int tokens = length + 1;
    int[] chosen = new int[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      chosen[i] = draw.nextInt(length);
    }
    Matrix gaussian = draw.gaussian(n, width * length);
    X.fillColumnsInPlace(x -> {
      Arrays.fill(x, 0);
      for (int c = 0; c < width; c++) {
        for (int s = 0; s < length; s++) {
          int column = (c * tokens + s) * n;
          for (int i = 0; i < n; i++) {
            double value = gaussian.get(i, c * length + s);
            x[column + i] = value;
            y[i] += s == chosen[i] ? theta.get(c, 0) * value : 0;
          }
        }
      }
      for (int s = 0; s < length; s++) {
        int channel = (width + s) * tokens;
        for (int i = 0; i < n; i++) {
          x[(channel + s) * n + i] = 1;
          x[(channel + length) * n + i] = s == chosen[i] ? 1 : 0;
        }
      }
    });
    for (int i = 0; i < n; i++) {
      Y.set(i, 0, y[i]);
    }
  }
}
