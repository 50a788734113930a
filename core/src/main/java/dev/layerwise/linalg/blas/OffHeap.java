package dev.layerwise.linalg.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory outside the heap for large calls, which would otherwise hold up garbage collection.
 *
 * <p>A thread keeps its memory, which only grows, and which is freed after the thread: new memory
 * costs more than the copy, because the system hands it out page by page.
 */
final class OffHeap {
  private static final ThreadLocal<OffHeap> OF_THREAD = ThreadLocal.withInitial(OffHeap::new);

  /** Operands and workspace of the routine that has most. */
  private static final int SLOTS = 6;

  private static final long ALIGNMENT = 64;

  private final MemorySegment[] slots = new MemorySegment[SLOTS];

  private OffHeap() {}

  static OffHeap ofThread() {
    return OF_THREAD.get();
  }

  /** Room for this many bytes, with whatever it held before. */
  MemorySegment room(int slot, long bytes) {
    MemorySegment segment = slots[slot];
    if (segment == null || segment.byteSize() < bytes) {
      segment = Arena.ofAuto().allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT);
      slots[slot] = segment;
    }
    return segment;
  }

  /** Room for this many numbers. */
  MemorySegment doubles(int slot, long length) {
    return room(slot, length * Double.BYTES);
  }

  /** A copy of an array. */
  MemorySegment copyOf(int slot, double[] array) {
    MemorySegment segment = doubles(slot, array.length);
    MemorySegment.copy(array, 0, segment, JAVA_DOUBLE, 0, array.length);
    return segment;
  }

  static void copyTo(MemorySegment segment, double[] array) {
    MemorySegment.copy(segment, JAVA_DOUBLE, 0, array, 0, array.length);
  }
}
