package dev.layerwise.linalg.blas;

/** Arrays that a thread keeps from one LAPACK call to the next; they only grow. */
final class Workspace {
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  private double[] doubles = new double[256];
  private int[] integers = new int[64];

  private Workspace() {}

  static Workspace ofThread() {
    return OF_THREAD.get();
  }

  /** An array of at least this length with whatever it held before. */
  double[] doubles(int length) {
    if (doubles.length < length) {
      doubles = new double[length];
    }
    return doubles;
  }

  /** An array of at least this length with whatever it held before. */
  int[] integers(int length) {
    if (integers.length < length) {
      integers = new int[length];
    }
    return integers;
  }
}
