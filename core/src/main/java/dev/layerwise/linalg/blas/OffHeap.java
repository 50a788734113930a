package dev.layerwise.linalg.blas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory outside the heap for large calls, which would otherwise hold up garbage collection.
 *
 * <p>A thread keeps its memory, which only grows, and which is freed after the thread: new memory
 * costs more than the copy, because the system hands it out page by page.
 */
final class OffHeap implements AutoCloseable {
  /**
   * As many calls may be under way as there are permits; whoever ends the process takes them all.
   * Fair, so that it is not passed over for calls that begin later.
   */
  private static final Semaphore CALLS = new Semaphore(Integer.MAX_VALUE, true);

  /** How long the end of the process waits for calls that are under way. */
  private static final long PATIENCE_SECONDS = 60;

  static {
    // The end of a process takes OpenBLAS's buffers away, even from under threads that are inside.
    Runtime.getRuntime().addShutdownHook(new Thread(OffHeap::awaitCalls, "calls of OpenBLAS"));
  }

  private static final ThreadLocal<OffHeap> OF_THREAD = ThreadLocal.withInitial(OffHeap::new);

  /** Operands and workspace of the routine that has most. */
  private static final int SLOTS = 6;

  private static final long ALIGNMENT = 64;

  private final MemorySegment[] slots = new MemorySegment[SLOTS];

  private OffHeap() {}

  /** The thread's memory, for a call that the end of the process waits for. */
  static OffHeap enter() {
    CALLS.acquireUninterruptibly();
    return OF_THREAD.get();
  }

  /** Ends the call; the memory stays. */
  @Override
  public void close() {
    CALLS.release();
  }

  private static void awaitCalls() {
    try {
      boolean _ = CALLS.tryAcquire(Integer.MAX_VALUE, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  /** A copy of columns of so many rows that lie ld apart, the first from an entry on. */
  MemorySegment copyOf(int slot, double[] array, int first, int rows, int ld, int cols) {
    MemorySegment segment = doubles(slot, (long) rows * cols);
    if (rows == ld) {
      MemorySegment.copy(array, first, segment, JAVA_DOUBLE, 0, rows * cols);
      return segment;
    }
    for (int j = 0; j < cols; j++) {
      MemorySegment.copy(
          array, first + j * ld, segment, JAVA_DOUBLE, (long) j * rows * Double.BYTES, rows);
    }
    return segment;
  }

  static void copyTo(MemorySegment segment, double[] array) {
    MemorySegment.copy(segment, JAVA_DOUBLE, 0, array, 0, array.length);
  }
}
