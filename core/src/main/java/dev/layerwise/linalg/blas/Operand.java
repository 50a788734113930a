package dev.layerwise.linalg.blas;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * An array that is handed to BLAS and LAPACK again and again: it keeps the descriptor that a native
 * call wants, so that a call allocates nothing.
 */
public final class Operand {
  private final double[] array;
  private final MemorySegment segment;
  private MemorySegment[] parts = {};

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

  /**
   * The descriptor of what begins at an entry; kept, for products by panels ask for the same few.
   *
   * <p>Threads may ask at once: a part that one of them does not see yet is described twice.
   *
   * @param first the entry
   */
  MemorySegment from(long first) {
    if (first == 0) {
      return segment;
    }
    MemorySegment[] known = parts;
    for (MemorySegment part : known) {
      if (part != null && part.address() - segment.address() == first * Double.BYTES) {
        return part;
      }
    }
    MemorySegment part = segment.asSlice(first * Double.BYTES);
    MemorySegment[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = part;
    parts = more;
    return part;
  }
}
