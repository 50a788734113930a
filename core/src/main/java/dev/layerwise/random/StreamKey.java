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
 */
final class StreamKey {
  private static final long ROOT_HIGH = 0x6C61796572776973L;
  private static final long ROOT_LOW = 0x6520737472656D73L;

  /** What a key may absorb first: the domains of its descendants, so that none can meet. */
  private static final long WORDS = 1;

  private static final long SIGNS = 2;
  private static final long NORMALS = 3;
  private static final long NAMED = 4;
  private static final long INDEXED = 5;

  private static final int CHARS_PER_WORD = 4;

  /** The half that every absorbed word passes through. */
  private long high;

  /** The half that collects the values which {@code high} has taken. */
  private long low;

  StreamKey(long high, long low) {
    this.high = high;
    this.low = low;
  }

  static StreamKey ofSeed(long seed) {
    return new StreamKey(ROOT_HIGH, ROOT_LOW).absorb(seed);
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  StreamKey child(String name) {
    return new StreamKey(high, low).absorb(NAMED).absorb(name);
  }

  StreamKey child(String name, long index) {
    return new StreamKey(high, low).setToChild(this, name, index);
  }

  /** Turns into another key's child. */
  StreamKey setToChild(StreamKey parent, String name, long index) {
    high = parent.high;
    low = parent.low;
    return absorb(INDEXED).absorb(name).absorb(index);
  }

  WordSource words() {
    WordSource source = new WordSource(0, 1);
    setWords(source);
    return source;
  }

  WordSource signs() {
    WordSource source = new WordSource(0, 1);
    setSigns(source);
    return source;
  }

  WordSource normals() {
    WordSource source = new WordSource(0, 1);
    setNormals(source);
    return source;
  }

  void setWords(WordSource source) {
    set(source, WORDS);
  }

  void setSigns(WordSource source) {
    set(source, SIGNS);
  }

  void setNormals(WordSource source) {
    set(source, NORMALS);
  }

  /** The source of what the key would be if it absorbed one more word. */
  private void set(WordSource source, long kind) {
    long newHigh = mix(high + kind);
    source.setTo(newHigh, mix(low ^ newHigh) | 1);
  }

  /**
   * Absorbs the UTF-16 units, four to a word, then their number, so that padding cannot collide.
   */
  private StreamKey absorb(String name) {
    for (int start = 0; start < name.length(); start += CHARS_PER_WORD) {
      long word = 0;
      for (int i = start; i < Math.min(name.length(), start + CHARS_PER_WORD); i++) {
        word |= (long) name.charAt(i) << (Character.SIZE * (i - start));
      }
      absorb(word);
    }
    return absorb(name.length());
  }

  private StreamKey absorb(long word) {
    high = mix(high + word);
    low = mix(low ^ high);
    return this;
  }

  /** A bijection of 64 bits in which every input bit flips every output bit about half the time. */
  private static long mix(long z) {
    z = (z ^ (z >>> 27)) * 0x3C79AC492BA7B653L; // constants: Evensen's "moremur" (2019)
    z = (z ^ (z >>> 33)) * 0x1C69B3F74AC4AE35L;
    return z ^ (z >>> 27);
  }
}
