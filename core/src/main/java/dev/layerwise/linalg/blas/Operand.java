package dev.layerwise.linalg.blas;

import java.lang.foreign.MemorySegment;

/**
 * An array that is handed to BLAS and LAPACK again and again: it keeps the descriptor that a native
 * call wants, so that a call allocates nothing.
 */
public final class Operand {
  private final double[] array;
  private final MemorySegment segment;

  /**
   * Describes an array.
   *
   * @param array the numbers; not copied
   */
  public Operand(double[] array) {
    this.array = array;
    segment = MemorySegment.ofArray(array);
  }

  /** The numbers, in the storage itself. */
  public double[] array() {
    return array;
  }

  MemorySegment segment() {
    return segment;
  }
}
