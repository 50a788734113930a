package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Operand;

/**
 * Room that a thread keeps for what its decompositions, products of three matrices and passing
 * {@link RowChunk}s have in between, whosever they are: it grows to the largest of them, so that
 * what is worked on one after another shares it.
 */
final class Room {
  private static final ThreadLocal<Room> OF_THREAD = ThreadLocal.withInitial(Room::new);

  private Operand numbers = new Operand(new double[0]);

  private Room() {}

  /** At least this many numbers with whatever they held before; of no worth to the next caller. */
  static Operand ofThread(int length) {
    Room room = OF_THREAD.get();
    if (room.numbers.array().length < length) {
      room.numbers = new Operand(new double[length]);
    }
    return room.numbers;
  }
}
