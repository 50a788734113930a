package dev.layerwise.linalg.blas;

import java.lang.foreign.MemorySegment;

/** Arrays that a thread keeps from one LAPACK call to the next; they only grow. */
final class Workspace {
  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  private Operand doubles = new Operand(new double[256]);
  private int integerCount = 64;
  private MemorySegment integers = MemorySegment.ofArray(new int[integerCount]);

  private Workspace() {}

  static Workspace ofThread() {
    return OF_THREAD.get();
  }

  /** An array of at least this length with whatever it held before. */
  Operand doubles(int length) {
    if (doubles.array().length < length) {
      doubles = new Operand(new double[length]);
    }
    return doubles;
  }

  /** An array of at least this length with whatever it held before. */
  MemorySegment integers(int length) {
    if (integerCount < length) {
      integers = MemorySegment.ofArray(new int[length]);
      integerCount = length;
    }
    return integers;
  }
}
