package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Symmetric;
import dev.layerwise.nn.Parameter;
import java.util.Optional;

/**
 * An approximate polar factor, by a polynomial of odd degree 5 applied again and again:
 *
 * <pre>
 * X ← U/(‖U‖ + 10⁻⁷)
 * A = X Xᵀ,  X ← (a I + b A + c A²) X          on the shorter side
 * </pre>
 *
 * <p>Where one side is much shorter, A takes up to 5 steps before X follows, see {@link
 * GramNewtonSchulz}.
 *
 * <p>With a = 3.4445, b = −4.7750, c = 2.0315, 5 times, singular values not too small land between
 * about 0.68 and 1.13. The products of symmetric matrices take half of the work of others. Storage
 * is kept. Source: Jordan et al. 2024, Keller Jordan's Muon, commit 857d1ad.
 */
public final class NewtonSchulz {
  static final double A = 3.4445;
  static final double B = -4.7750;
  static final double C = 2.0315;
  private static final double TINY = 1e-7;

  private final boolean wide;
  private final Precision precision;
  private final Matrix gram;
  private final Matrix square;
  private final Matrix scaled;
  private final Matrix even;
  private final Matrix odd;
  private final Matrix evenToGram;
  private final Matrix oddToGram;

  /** What takes several steps at once, where that is less work. */
  private final Optional<GramNewtonSchulz> ahead;

  /** In which numbers to compute. */
  public enum Precision {
    /** Double precision. */
    FLOAT64,
    /**
     * Coefficients and the result of every operation rounded to bfloat16, in the reference's order;
     * sums within a product are exact, where the reference's depend on its library.
     */
    BFLOAT16
  }

  /**
   * Makes the storage.
   *
   * @param rows rows of the matrices
   * @param cols columns
   * @param precision in which numbers to compute
   */
  public NewtonSchulz(int rows, int cols, Precision precision) {
    this.precision = precision;
    wide = rows <= cols;
    int shorter = Math.min(rows, cols);
    ahead =
        precision == Precision.FLOAT64 && GramNewtonSchulz.isLess(shorter, Math.max(rows, cols))
            ? Optional.of(new GramNewtonSchulz(shorter))
            : Optional.empty();
    int s = ahead.isPresent() ? 0 : shorter;
    gram = Matrix.zeros(s, s);
    square = Matrix.zeros(s, s);
    scaled = precision == Precision.BFLOAT16 ? Matrix.zeros(s, s) : square;
    even = Matrix.zeros(rows, cols);
    odd = Matrix.zeros(rows, cols);
    evenToGram = wide ? even.T() : even;
    oddToGram = wide ? odd.T() : odd;
  }

  /**
   * Floating-point operations in double precision.
   *
   * @param s the shorter side
   * @param l the longer side
   * @param steps how often the polynomial is applied
   */
  public static double flops(int s, int l, long steps) {
    boolean less = GramNewtonSchulz.isLess(s, l);
    double sum = 0;
    for (long left = steps; left > 0; left -= GramNewtonSchulz.MOST) {
      long k = Math.min(left, GramNewtonSchulz.MOST);
      sum += less ? GramNewtonSchulz.flops(s, l, k) : k * GramNewtonSchulz.flops(s, l, 1);
    }
    return sum;
  }

  /**
   * Orthogonalises.
   *
   * @param U (rows, cols)
   * @param steps how often the polynomial is applied
   * @return X, (rows, cols), overwritten by the next call
   */
  public Matrix apply(Matrix U, long steps) {
    Matrix X = even.setTo(U);
    round(X);
    double norm = round(X.frobeniusNorm());
    X.timesInPlace(1 / round(norm + TINY));
    round(X);
    long stride = ahead.isPresent() ? GramNewtonSchulz.MOST : 1;
    for (long k = 0; k < steps; k += stride) {
      long several = Math.min(stride, steps - k);
      X =
          k / stride % 2 == 0
              ? steps(several, even, evenToGram, odd)
              : steps(several, odd, oddToGram, even);
    }
    return X;
  }

  private Matrix steps(long several, Matrix X, Matrix toGram, Matrix into) {
    return ahead.isPresent()
        ? multiply(ahead.get().polynomial(toGram, several), X, into)
        : step(X, toGram, into);
  }

  private Matrix step(Matrix X, Matrix toGram, Matrix into) {
    gram.setToGram(1, toGram); // A = X Xᵀ
    round(gram);
    if (precision == Precision.FLOAT64) {
      square.setLowerToGram(1, gram); // A²
      Entries.each(gram, square, NewtonSchulz::blend);
      for (int i = 0; i < gram.rows(); i++) {
        gram.set(i, i, gram.get(i, i) + A);
      }
      Symmetric.mirrorLower(gram);
      return multiply(gram, X, into); // X ← (a I + b A + c A²) X
    }
    scaled.setTo(gram).timesInPlace(toBfloat16(C));
    round(scaled);
    square.setToProduct(scaled, gram); // (c A) A, in the reference's order
    round(square);
    gram.timesInPlace(toBfloat16(B));
    round(gram);
    gram.plusInPlace(square);
    round(gram);
    multiply(gram, X, into);
    round(into);
    X.timesInPlace(toBfloat16(A));
    round(X);
    into.plusInPlace(X);
    round(into);
    return into;
  }

  /** {@code b A + c A²}; of the latter the lower triangle alone counts. */
  private static void blend(double[] gram, double[] square, int n) {
    for (int i = 0; i < n; i++) {
      gram[i] = B * gram[i] + C * square[i];
    }
  }

  private Matrix multiply(Matrix P, Matrix X, Matrix into) {
    return wide ? into.setToProduct(P, X) : into.setToProduct(X, P);
  }

  private void round(Matrix M) {
    if (precision == Precision.BFLOAT16) {
      M.mapInPlace(NewtonSchulz::toBfloat16);
    }
  }

  private double round(double x) {
    return precision == Precision.BFLOAT16 ? toBfloat16(x) : x;
  }

  /** The nearest number with 8 bits of significand, ties to even. */
  static double toBfloat16(double x) {
    if (!Double.isFinite(x)) {
      return x;
    }
    int bits = Float.floatToRawIntBits((float) x);
    return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
  }

  /** How an orthogonal matrix is scaled before the learning rate; letters as in {@link #of}. */
  public enum Scale {
    /** {@code √max(1, m/n)}. */
    KELLER_JORDAN,
    /** The same of a kernel's height and width instead of m and n, as commit 857d1ad has it. */
    KJ_857D1AD,
    /** {@code √(m/n)}. */
    SPECTRAL,
    /** {@code 0.2 √max(m, n)}. */
    MOONLIGHT,
    /** 1. */
    NONE;

    /**
     * The factor.
     *
     * @param p a parameter whose matrix is (m, n)
     */
    public double of(Parameter p) {
      double m = p.value().rows();
      double n = p.value().cols();
      return switch (this) {
        case KELLER_JORDAN -> Math.sqrt(Math.max(1, m / n));
        case KJ_857D1AD -> {
          int d = p.shape().size();
          yield Math.sqrt(Math.max(1, (double) p.shape().get(d - 2) / p.shape().get(d - 1)));
        }
        case SPECTRAL -> Math.sqrt(m / n);
        case MOONLIGHT -> 0.2 * Math.sqrt(Math.max(m, n));
        case NONE -> 1;
      };
    }
  }
}
