package dev.layerwise.random;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Qr;
import dev.layerwise.linalg.ShapeException;
import java.util.HexFormat;

/**
 * A named stream of random numbers: an immutable identity and a position in it.
 *
 * <pre>{@code
 * Rng rng = Rng.of(seed);
 * Rng data = rng.stream("data");           // the same numbers however much is drawn elsewhere
 * Matrix X = data.gaussian(n, dIn);
 * Rng batch = data.stream("batch", step);  // one stream for each step
 * }</pre>
 *
 * <p><b>Three sequences.</b> A stream holds three sequences with a position each: 64-bit words (for
 * integers and uniforms), signs, and normals. Element i of each is a function of the stream's
 * identity and i alone. So a draw never depends on how earlier requests were cut into pieces (one
 * call for 1000 normals, or 1000 calls for one, or any mixture), and drawing of one kind does not
 * move the others. Gamma and chi-squared variates take as many normals and words as they need.
 *
 * <p>Why streams may be taken as independent, and what is the same on every machine: see {@link
 * dev.layerwise.random}.
 *
 * <p>Not safe for use by several threads at once: give each a stream of its own.
 */
public final class Rng {
  private final StreamKey key;
  private final WordSource words;
  private final WordSource signs;
  private final Normals normals;

  private long wordPosition;
  private long signPosition;
  private long normalPosition;

  /**
   * What it takes to continue a stream bit for bit: its key and its three positions.
   *
   * @param keyHigh upper half of the key
   * @param keyLow lower half of the key
   * @param words 64-bit words drawn so far
   * @param signs signs drawn so far
   * @param normals normals drawn so far
   */
  public record State(long keyHigh, long keyLow, long words, long signs, long normals) {
    /** Checks that no position is negative. */
    public State {
      if (words < 0 || signs < 0 || normals < 0) {
        throw new IllegalArgumentException(
            "Rng.State: positions are words %d, signs %d, normals %d; each must be at least 0"
                .formatted(words, signs, normals));
      }
    }
  }

  private Rng(StreamKey key) {
    this.key = key;
    this.words = key.words();
    this.signs = key.signs();
    this.normals = new Normals(key.normals());
  }

  /**
   * The root stream of a seed.
   *
   * @param seed any number; different seeds give different streams
   */
  public static Rng of(long seed) {
    return new Rng(StreamKey.ofSeed(seed));
  }

  /**
   * The stream that {@link #state} was asked of, at the place where it stood then.
   *
   * @param state the saved state
   */
  public static Rng restore(State state) {
    Rng rng = new Rng(new StreamKey(state.keyHigh, state.keyLow));
    rng.wordPosition = state.words;
    rng.signPosition = state.signs;
    rng.normalPosition = state.normals;
    return rng;
  }

  /** Identity and positions, for {@link #restore}. */
  public State state() {
    return new State(key.high(), key.low(), wordPosition, signPosition, normalPosition);
  }

  /**
   * The child stream of a name, at its beginning; a function of this stream's identity and the name
   * alone.
   *
   * @param name what the stream feeds, such as {@code "data"}
   * @throws IllegalArgumentException if the name is empty
   */
  public Rng stream(String name) {
    checkName(name);
    return new Rng(key.child(name));
  }

  /**
   * The child stream of a name and an index, at its beginning; none of them is {@code
   * stream(name)}.
   *
   * @param name what the streams feed, such as {@code "batch"}
   * @param index which of them, such as the step; any number
   * @throws IllegalArgumentException if the name is empty
   */
  public Rng stream(String name, long index) {
    checkName(name);
    return new Rng(key.child(name, index));
  }

  /** Turns this object into what {@link #stream(String, long)} of a parent returns. */
  public Rng setToStream(Rng parent, String name, long index) {
    checkName(name);
    key.setToChild(parent.key, name, index);
    key.setWords(words);
    key.setSigns(signs);
    normals.setTo(key);
    wordPosition = 0;
    signPosition = 0;
    normalPosition = 0;
    return this;
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "Rng.stream: the name is empty; name the stream after what it feeds, such as \"data\"");
    }
  }

  /** The next word: 64 fair bits. */
  public long nextLong() {
    return words.word(wordPosition++);
  }

  /** The next uniform number: an odd multiple of 2⁻⁵³ in the open interval (0, 1). */
  public double nextUniform() {
    return uniform(nextLong());
  }

  private static double uniform(long word) {
    return ((word >>> 12) + 0.5) * 0x1p-52;
  }

  /**
   * The next integer from 0 to bound − 1, each exactly equally likely.
   *
   * <p>The high word of word·bound, rejecting the few low words that would favour some results.
   * Source: Lemire 2019, doi:10.1145/3230636.
   *
   * @param bound how many integers to choose from, at least 1
   * @throws IllegalArgumentException if the bound is below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "Rng.nextInt: bound is %d, must be at least 1".formatted(bound));
    }
    long surplus = Long.remainderUnsigned(-bound, bound); // 2⁶⁴ mod bound
    while (true) {
      long word = nextLong();
      if (Long.compareUnsigned(word * bound, surplus) >= 0) {
        return (int) Math.unsignedMultiplyHigh(word, bound);
      }
    }
  }

  /** The next sign: −1 or +1, each with probability ½. */
  public double nextSign() {
    return Signs.sign(signs, signPosition++);
  }

  /** The next standard normal number. */
  public double nextGaussian() {
    return normals.normal(normalPosition++);
  }

  /**
   * A chi-squared number.
   *
   * <pre>χ² = Σᵢ gᵢ² over dof standard normals, for a whole number dof; in general 2·Gamma(dof/2)
   * </pre>
   *
   * @param dof degrees of freedom, positive, not necessarily whole
   * @throws IllegalArgumentException if dof is not positive and finite
   */
  public double nextChiSquared(double dof) {
    if (!(dof > 0 && dof < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Rng.nextChiSquared: dof is %s, must be positive and finite".formatted(dof));
    }
    return 2 * MarsagliaTsang2000Gamma.draw(this, dof / 2);
  }

  /**
   * Fills a[from], ..., a[to − 1] with what {@link #nextUniform} would return.
   *
   * @param a the array to fill
   * @param from first index
   * @param to index after the last
   * @throws IllegalArgumentException if the range does not fit the array
   */
  public void fillUniform(double[] a, int from, int to) {
    checkRange("fillUniform", a, from, to);
    Scratch scratch = Scratch.ofThread();
    for (int at = from; at < to; at += WordSource.CHUNK) {
      int count = Math.min(to - at, WordSource.CHUNK);
      words.chunk(wordPosition, scratch.words, count);
      uniforms(scratch.words, scratch.uniforms, count);
      System.arraycopy(scratch.uniforms, 0, a, at, count);
      wordPosition += count;
    }
  }

  private static void uniforms(long[] words, double[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = uniform(words[i]);
    }
  }

  /**
   * Fills a with what {@link #nextUniform} would return.
   *
   * @param a the array to fill
   */
  public void fillUniform(double[] a) {
    fillUniform(a, 0, a.length);
  }

  /**
   * Fills a[from], ..., a[to − 1] with what {@link #nextGaussian} would return.
   *
   * @param a the array to fill
   * @param from first index
   * @param to index after the last
   * @throws IllegalArgumentException if the range does not fit the array
   */
  public void fillGaussian(double[] a, int from, int to) {
    checkRange("fillGaussian", a, from, to);
    normals.fill(normalPosition, a, from, to);
    normalPosition += to - from;
  }

  /**
   * Fills a with what {@link #nextGaussian} would return.
   *
   * @param a the array to fill
   */
  public void fillGaussian(double[] a) {
    fillGaussian(a, 0, a.length);
  }

  /**
   * Fills a[from], ..., a[to − 1] with what {@link #nextSign} would return.
   *
   * @param a the array to fill
   * @param from first index
   * @param to index after the last
   * @throws IllegalArgumentException if the range does not fit the array
   */
  public void fillSigns(double[] a, int from, int to) {
    checkRange("fillSigns", a, from, to);
    Signs.fill(signs, signPosition, a, from, to);
    signPosition += to - from;
  }

  /**
   * Fills a with what {@link #nextSign} would return.
   *
   * @param a the array to fill
   */
  public void fillSigns(double[] a) {
    fillSigns(a, 0, a.length);
  }

  /**
   * Fills words with the next 64·length signs as bits.
   *
   * <pre>bit i of bits[k] = (1 − sign) / 2 of the sign that is 64k + i further on</pre>
   *
   * <p>The same signs that {@link #fillSigns(double[])} would write, 0 for +1 and 1 for −1.
   *
   * @param bits the array to fill
   */
  public void fillBits(long[] bits) {
    Signs.pack(signs, signPosition, bits);
    signPosition += (long) Long.SIZE * bits.length;
  }

  private static void checkRange(String operation, double[] a, int from, int to) {
    if (from < 0 || from > to || to > a.length) {
      throw new IllegalArgumentException(
          "Rng.%s: range [%d, %d) does not fit an array of length %d; need 0 ≤ from ≤ to ≤ %d"
              .formatted(operation, from, to, a.length, a.length));
    }
  }

  /**
   * A matrix of independent standard normals.
   *
   * <p>Takes rows·cols normals; which goes to which entry is not specified, as they are
   * exchangeable.
   *
   * @param rows rows, ≥ 0
   * @param cols columns, ≥ 0
   * @return (rows, cols)
   */
  public Matrix gaussian(int rows, int cols) {
    return Matrix.zeros(rows, cols).fillInPlace(this::fillGaussian);
  }

  /**
   * A matrix of independent signs, −1 or +1 with probability ½ each (Rademacher).
   *
   * @param rows rows, ≥ 0
   * @param cols columns, ≥ 0
   * @return (rows, cols)
   */
  public Matrix rademacher(int rows, int cols) {
    return Matrix.zeros(rows, cols).fillInPlace(this::fillSigns);
  }

  /**
   * A matrix of independent uniform numbers in (0, 1).
   *
   * @param rows rows, ≥ 0
   * @param cols columns, ≥ 0
   * @return (rows, cols)
   */
  public Matrix uniform(int rows, int cols) {
    return Matrix.zeros(rows, cols).fillInPlace(this::fillUniform);
  }

  /**
   * An orthogonal matrix from the Haar measure: {@code QᵀQ = I}, and {@code UQ} and {@code QU} have
   * the law of {@code Q} for every orthogonal U.
   *
   * @param n order, ≥ 0
   * @return (n, n)
   */
  public Matrix haarOrthogonal(int n) {
    return haarRows(n, n);
  }

  /**
   * A matrix with orthonormal rows from the Haar measure on the Stiefel manifold.
   *
   * <pre>Z = Q R, Z (d, k) Gaussian, R(i, i) > 0;   the result is Qᵀ</pre>
   *
   * <p>Without the condition on R's signs Q would depend on the factorisation's convention and not
   * be Haar. Source: Mezzadri 2007, arXiv:math-ph/0609050 §5.
   *
   * @param k rows, 0 ≤ k ≤ d
   * @param d columns
   * @return (k, d)
   * @throws ShapeException if k is greater than d
   */
  public Matrix haarRows(int k, int d) {
    if (k > d) {
      throw new ShapeException(
          "Rng.haarRows: %d rows of length %d cannot be orthonormal; need k ≤ d".formatted(k, d));
    }
    return Qr.of(gaussian(d, k)).q().T();
  }

  /**
   * A permutation of 0, ..., n − 1, each exactly equally likely.
   *
   * <p>Source: Durstenfeld 1964 (Fisher and Yates), doi:10.1145/364520.364540.
   *
   * @param n how many, at least 0
   * @throws IllegalArgumentException if n is negative
   */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "Rng.permutation: n is %d, must be at least 0".formatted(n));
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The key in hexadecimal and the three positions. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "Rng[key=%s%s, words=%d, signs=%d, normals=%d]"
        .formatted(
            hex.toHexDigits(key.high()),
            hex.toHexDigits(key.low()),
            wordPosition,
            signPosition,
            normalPosition);
  }
}
