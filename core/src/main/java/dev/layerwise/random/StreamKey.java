package dev.layerwise.random;

/**
 * The 128 bits that identify a stream; children are hashes of their parent, name and index.
 *
 * <p>A key absorbs one 64-bit word at a time:
 *
 * <pre>high⁺ = mix(high + word),  low⁺ = mix(low ⊕ high⁺)</pre>
 *
 * <p>mix is a bijection, so {@code word → high⁺} is one too: what differs in the last absorbed word
 * alone (two seeds, two indices under one name, the kinds of one stream) gets different keys for
 * certain. Any other two keys agree with the probability of a 128-bit hash, 2⁻¹²⁸.
 *
 * @param high the half that every absorbed word passes through
 * @param low the half that collects the values which {@code high} has taken
 */
record StreamKey(long high, long low) {
  private static final long ROOT_HIGH = 0x6C61796572776973L;
  private static final long ROOT_LOW = 0x6520737472656D73L;

  /** What a key may absorb first: the domains of its descendants, so that none can meet. */
  private static final long WORDS = 1;

  private static final long SIGNS = 2;
  private static final long NORMALS = 3;
  private static final long NAMED = 4;
  private static final long INDEXED = 5;

  private static final int CHARS_PER_WORD = 4;

  static StreamKey ofSeed(long seed) {
    return new StreamKey(ROOT_HIGH, ROOT_LOW).absorb(seed);
  }

  StreamKey child(String name) {
    return absorb(NAMED).absorb(name);
  }

  StreamKey child(String name, long index) {
    return absorb(INDEXED).absorb(name).absorb(index);
  }

  WordSource words() {
    return absorb(WORDS).source();
  }

  WordSource signs() {
    return absorb(SIGNS).source();
  }

  WordSource normals() {
    return absorb(NORMALS).source();
  }

  private WordSource source() {
    return new WordSource(high, low | 1);
  }

  /**
   * Absorbs the UTF-16 units, four to a word, then their number, so that padding cannot collide.
   */
  private StreamKey absorb(String name) {
    StreamKey key = this;
    for (int start = 0; start < name.length(); start += CHARS_PER_WORD) {
      long word = 0;
      for (int i = start; i < Math.min(name.length(), start + CHARS_PER_WORD); i++) {
        word |= (long) name.charAt(i) << (Character.SIZE * (i - start));
      }
      key = key.absorb(word);
    }
    return key.absorb(name.length());
  }

  private StreamKey absorb(long word) {
    long newHigh = mix(high + word);
    return new StreamKey(newHigh, mix(low ^ newHigh));
  }

  /** A bijection of 64 bits in which every input bit flips every output bit about half the time. */
  private static long mix(long z) {
    z = (z ^ (z >>> 27)) * 0x3C79AC492BA7B653L; // constants: Evensen's "moremur" (2019)
    z = (z ^ (z >>> 33)) * 0x1C69B3F74AC4AE35L;
    return z ^ (z >>> 27);
  }
}
