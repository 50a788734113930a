package dev.layerwise.lab.data;

import dev.layerwise.linalg.Matrix;
import java.util.List;

/** What is to be learned of each example: its class, or numbers. */
public sealed interface Targets {
  /** N, the number of examples. */
  int count();

  /** C, the number of outputs that a network for them has. */
  int outputs();

  /** A copy of the chosen examples' targets, in their order. */
  Targets select(int[] rows);

  /**
   * Copies chosen targets to the rows of a batch; a class is a one-hot row.
   *
   * @param rows which examples
   * @param from the first of {@code rows} used
   * @param into (n, C); n of {@code rows} are used
   */
  void gather(int[] rows, int from, Matrix into);

  /**
   * One class for each example.
   *
   * @param labels places in {@code names}; kept
   * @param names the classes' names
   */
  @SuppressWarnings("ArrayRecordComponent") // the array is the data, never compared
  record Classes(int[] labels, List<String> names) implements Targets {
    /** Copies the names. */
    public Classes {
      names = List.copyOf(names);
    }

    @Override
    public int count() {
      return labels.length;
    }

    @Override
    public int outputs() {
      return names.size();
    }

    @Override
    public Classes select(int[] rows) {
      int[] chosen = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        chosen[i] = labels[rows[i]];
      }
      return new Classes(chosen, names);
    }

    @Override
    public void gather(int[] rows, int from, Matrix into) {
      into.fill(0);
      for (int i = 0; i < into.rows(); i++) {
        into.set(i, labels[rows[from + i]], 1);
      }
    }
  }

  /**
   * Numbers for each example.
   *
   * @param values the values, example after example; kept
   * @param outputs C
   */
  @SuppressWarnings("ArrayRecordComponent") // the array is the data, never compared
  record Values(double[] values, int outputs) implements Targets {
    @Override
    public int count() {
      return values.length / outputs;
    }

    @Override
    public Values select(int[] rows) {
      double[] chosen = new double[rows.length * outputs];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * outputs, chosen, i * outputs, outputs);
      }
      return new Values(chosen, outputs);
    }

    @Override
    public void gather(int[] rows, int from, Matrix into) {
      for (int i = 0; i < into.rows(); i++) {
        for (int c = 0; c < outputs; c++) {
          into.set(i, c, values[rows[from + i] * outputs + c]);
        }
      }
    }
  }
}
