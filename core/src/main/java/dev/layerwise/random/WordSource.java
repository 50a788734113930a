package dev.layerwise.random;

/**
 * A counter-based sequence of 64-bit words: word n is a function of the key and n alone.
 *
 * <pre>
 * z = base + n·γ                         γ = 0x9E3779B97F4A7C15
 * z = (z ⊕ z≫30)·0xBF58476D1CE4E5B9
 * z = (z ⊕ z≫27)·0x94D049BB133111EB
 * z = (z ⊕ z≫31)·multiplier              odd, the key's own
 * word(n) = z ⊕ z≫32
 * </pre>
 *
 * <p>The first two rounds are SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
 * SplitMix64 alone has one sequence, of which each key reads a part; the third round gives each key
 * its own multiplier, so that two streams whose counters overlap still differ in every word.
 *
 * <p>Every step is a bijection, so no word comes twice within 2⁶⁴.
 */
final class WordSource {
  /**
   * Words that {@link #chunk} draws at once: 2 KiB, a few of which stay in the first-level cache.
   */
  static final int CHUNK = 256;

  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long[] STEPS = steps();

  private long base;
  private long multiplier;

  WordSource(long base, long multiplier) {
    this.base = base;
    this.multiplier = multiplier;
  }

  /** Turns into the sequence of another key. */
  void setTo(long newBase, long newMultiplier) {
    base = newBase;
    multiplier = newMultiplier;
  }

  private static long[] steps() {
    long[] steps = new long[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      steps[i] = i * GAMMA;
    }
    return steps;
  }

  long word(long n) {
    long z = base + n * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z = (z ^ (z >>> 31)) * multiplier;
    return z ^ (z >>> 32);
  }

  /**
   * Writes words first, ..., first + count - 1 to the start of {@code out}.
   *
   * <p>Two short loops: the JIT compiler vectorises a body of up to about 60 operations, and only
   * where all arrays are read and written at the same index (measured: 0.25 ns a word as here, 0.9
   * ns with an offset, 2.3 ns in one loop).
   */
  void chunk(long first, long[] out, int count) {
    long start = base + first * GAMMA;
    for (int i = 0; i < count; i++) {
      long z = STEPS[i] + start;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      out[i] = z ^ (z >>> 27);
    }
    long k = multiplier;
    for (int i = 0; i < count; i++) {
      long z = out[i] * 0x94D049BB133111EBL;
      z = (z ^ (z >>> 31)) * k;
      out[i] = z ^ (z >>> 32);
    }
  }
}
