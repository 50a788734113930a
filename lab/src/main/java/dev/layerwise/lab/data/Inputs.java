package dev.layerwise.lab.data;

import dev.layerwise.linalg.Matrix;

/**
 * The inputs of a data set, (N, d), held as compactly as they came: 60,000 images of 784 pixels are
 * 47 MB as bytes and 376 MB as doubles. Batches are converted as they are gathered.
 */
public sealed interface Inputs {
  /** N, the number of examples. */
  int count();

  /** d, the number of features. */
  int features();

  /** Feature j of example i. */
  double get(int i, int j);

  /** A copy of the chosen examples, in their order. */
  Inputs select(int[] rows);

  /**
   * Copies chosen examples, standardised, to the rows of a batch.
   *
   * @param rows which examples
   * @param from the first of {@code rows} used
   * @param scaling applied to every feature
   * @param into (n, d); n of {@code rows} are used
   */
  default void gather(int[] rows, int from, Standardization scaling, Matrix into) {
    int n = into.rows();
    into.fillColumnsInPlace(entries -> {
      for (int j = 0; j < features(); j++) {
        double mean = scaling.mean(j);
        double factor = scaling.factor(j);
        for (int i = 0; i < n; i++) {
          entries[i + j * n] = (get(rows[from + i], j) - mean) * factor;
        }
      }
    });
  }

  /**
   * Pixels, {@code value / 255} from 0 to 1.
   *
   * @param bytes the values as unsigned bytes, example after example; kept
   * @param features d
   */
  @SuppressWarnings("ArrayRecordComponent") // the array is the data, never compared
  record Pixels(byte[] bytes, int features) implements Inputs {
    private static final double[] VALUE = new double[256];

    static {
      for (int i = 0; i < VALUE.length; i++) {
        VALUE[i] = i / 255.0;
      }
    }

    @Override
    public int count() {
      return bytes.length / features;
    }

    @Override
    public double get(int i, int j) {
      return VALUE[bytes[i * features + j] & 0xff];
    }

    @Override
    public Pixels select(int[] rows) {
      byte[] chosen = new byte[rows.length * features];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(bytes, rows[i] * features, chosen, i * features, features);
      }
      return new Pixels(chosen, features);
    }
  }

  /**
   * Numbers.
   *
   * @param values the values, example after example; kept
   * @param features d
   */
  @SuppressWarnings("ArrayRecordComponent") // the array is the data, never compared
  record Reals(double[] values, int features) implements Inputs {
    @Override
    public int count() {
      return values.length / features;
    }

    @Override
    public double get(int i, int j) {
      return values[i * features + j];
    }

    @Override
    public Reals select(int[] rows) {
      double[] chosen = new double[rows.length * features];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * features, chosen, i * features, features);
      }
      return new Reals(chosen, features);
    }
  }
}
