package dev.layerwise.random;

/** One stream's normals by position, whole blocks at once and single ones from a block kept. */
final class Normals {
  private final WordSource source;

  /** The block that a partial draw has touched last, so that single draws are cheap. */
  private double[] kept;

  private long keptIndex = -1;

  Normals(WordSource source) {
    this.source = source;
  }

  /** Turns into the normals of another key. */
  void setTo(StreamKey key) {
    key.setNormals(source);
    keptIndex = -1;
  }

  double normal(long position) {
    return block(position / NormalBlock.SIZE)[(int) (position % NormalBlock.SIZE)];
  }

  /** Writes the normals from {@code position} on. */
  void fill(long position, double[] a, int from, int to) {
    NormalBlock whole = Scratch.ofThread().normals;
    long p = position;
    int at = from;
    while (at < to) {
      int within = (int) (p % NormalBlock.SIZE);
      int count = Math.min(to - at, NormalBlock.SIZE - within);
      if (count == NormalBlock.SIZE) {
        whole.draw(source, p / NormalBlock.SIZE, a, at);
      } else {
        System.arraycopy(block(p / NormalBlock.SIZE), within, a, at, count);
      }
      at += count;
      p += count;
    }
  }

  private double[] block(long index) {
    if (keptIndex != index) {
      if (kept == null) {
        kept = new double[NormalBlock.SIZE];
      }
      Scratch.ofThread().normals.draw(source, index, kept, 0);
      keptIndex = index;
    }
    return kept;
  }
}
