package dev.layerwise.linalg;

/**
 * Products of a tensor with a matrix along each of its dimensions, and its second moments along
 * them, for tensors of one shape. Storage is kept: nothing is allocated after the first call.
 *
 * <p>A tensor of order 1 is held as (n₁, 1), one of order 2 as (n₁, n₂), and one of a higher order
 * as (n₂ ⋯ n_o, n₁), where later dimensions vary faster. For order 2, with factors {@code Qᵢ},
 * {@link #into} is {@code Q₁ᵀ A Q₂} and {@link #outOf} is {@code Q₁ A Q₂ᵀ}. Not safe for use by
 * several threads at once.
 */
public final class Multilinear {
  private final int[] dims;
  private final int size;

  /** For each dimension, one of two buffers seen as (size / n_d, n_d) and as (n_d, size / n_d). */
  private final Matrix[] tall;

  private final Matrix[] wide;

  /**
   * Makes storage.
   *
   * @param dims n₁ … n_o, at least one
   */
  public Multilinear(int... dims) {
    this.dims = dims.clone();
    int count = 1;
    for (int d : dims) {
      count = Math.multiplyExact(count, d);
    }
    if (dims.length == 0 || count == 0) {
      throw new ShapeException("Multilinear: want at least one dimension, and none of size 0");
    }
    size = count;
    int o = dims.length > 2 ? dims.length : 0;
    tall = new Matrix[o];
    wide = new Matrix[o];
    Matrix[] buffers = {Matrix.zeros(size, o > 0 ? 1 : 0), Matrix.zeros(size, o > 0 ? 1 : 0)};
    for (int d = 0; d < o; d++) {
      tall[d] = buffers[d % 2].reshaped(size / dims[d], dims[d]);
      wide[d] = buffers[(d + 1) % 2].reshaped(dims[d], size / dims[d]);
    }
  }

  /** The dimensions n₁ … n_o, a copy. */
  public int[] dims() {
    return dims.clone();
  }

  /** The order o. */
  public int order() {
    return dims.length;
  }

  /** The number of entries. */
  public int size() {
    return size;
  }

  /** A tensor of zeros, held as this class wants it. */
  public Matrix zeros() {
    return switch (dims.length) {
      case 1 -> Matrix.zeros(dims[0], 1);
      case 2 -> Matrix.zeros(dims[0], dims[1]);
      default -> Matrix.zeros(size / dims[0], dims[0]);
    };
  }

  /**
   * The second moment along a dimension: {@code C ← β C + α A₍d₎ A₍d₎ᵀ}, where A₍d₎ has the
   * dimension as rows and all others as columns, in the lower triangle; {@link
   * Symmetric#mirrorLower} fills in the other.
   *
   * @param d the dimension, from 0
   * @param alpha α
   * @param A the tensor
   * @param beta β
   * @param C (n_d, n_d), of which the lower triangle is read and written
   */
  public void lowerMoment(int d, double alpha, Matrix A, double beta, Matrix C) {
    Matrix X;
    if (dims.length <= 2) {
      X = d == 0 ? A.T() : A;
    } else if (d == 0) {
      X = A;
    } else if (d == dims.length - 1) {
      X = A.reshaped(dims[d], size / dims[d]).T();
    } else {
      tall[0].setTo(A);
      for (int j = 0; j < d; j++) {
        wide[j].setTo(tall[j].T());
      }
      X = tall[d];
    }
    Products.lowerGram(alpha, X, beta, C);
  }

  /**
   * Turns a tensor into other coordinates, entry (k₁ …) being {@code Σ A(i₁ …) Π Q_d(i_d, k_d)}.
   *
   * @param A the tensor
   * @param factors Q_d, (n_d, n_d), or null where a dimension stays as it is
   * @param result takes the tensor; other entries than A
   * @return result
   */
  public Matrix into(Matrix A, Matrix[] factors, Matrix result) {
    return apply(A, factors, /* transposed= */ true, result);
  }

  /**
   * Turns a tensor back, entry (i₁ …) being {@code Σ A(k₁ …) Π Q_d(i_d, k_d)}; for symmetric
   * factors the same as {@link #into}.
   *
   * @param A the tensor
   * @param factors Q_d, (n_d, n_d), or null where a dimension stays as it is
   * @param result takes the tensor; other entries than A, unless both dimensions of a matrix turn
   * @return result
   */
  public Matrix outOf(Matrix A, Matrix[] factors, Matrix result) {
    return apply(A, factors, /* transposed= */ false, result);
  }

  /**
   * Takes slices along a dimension in another order: slice i of the result is slice {@code
   * order[i]}.
   *
   * @param d the dimension, from 0
   * @param order a permutation of 0 … n_d − 1
   * @param A the tensor
   * @param result takes the tensor; other entries than A
   * @return result
   */
  public Matrix permute(int d, int[] order, Matrix A, Matrix result) {
    int stride = stride(d);
    for (int from = 0; from < size; from += dims[d] * stride) {
      for (int at = 0; at < dims[d]; at++) {
        int source = from + order[at] * stride;
        int target = from + at * stride;
        for (int i = 0; i < stride; i++) {
          result.data[target + i] = A.data[source + i];
        }
      }
    }
    return result;
  }

  /** How far apart in storage neighbours along a dimension are. */
  private int stride(int d) {
    if (dims.length == 2) {
      return d == 0 ? 1 : dims[0];
    }
    int stride = 1;
    for (int j = d + 1; j < dims.length; j++) {
      stride *= dims[j];
    }
    return stride;
  }

  private Matrix apply(Matrix A, Matrix[] factors, boolean transposed, Matrix result) {
    boolean none = true;
    for (Matrix factor : factors) {
      none &= factor == null;
    }
    if (none) {
      return result.setTo(A);
    }
    return switch (dims.length) {
      case 1 -> result.setToProduct(left(factors[0], transposed), A);
      case 2 -> matrix(A, factors, transposed, result);
      default -> {
        tall[0].setTo(A);
        for (int d = 0; d < dims.length; d++) {
          if (factors[d] == null) {
            wide[d].setTo(tall[d].T());
          } else {
            wide[d].setToProduct(left(factors[d], transposed), tall[d].T());
          }
        }
        yield result.setTo(last(result));
      }
    };
  }

  private Matrix matrix(Matrix A, Matrix[] factors, boolean transposed, Matrix result) {
    if (factors[0] == null) {
      return result.setToProduct(A, left(factors[1], transposed).T());
    }
    if (factors[1] == null) {
      return result.setToProduct(left(factors[0], transposed), A);
    }
    return result.setToProduct(left(factors[0], transposed), A, left(factors[1], transposed).T());
  }

  private static Matrix left(Matrix factor, boolean transposed) {
    return transposed ? factor.T() : factor;
  }

  /** The last product, in which the dimensions have come round to their first order. */
  private Matrix last(Matrix like) {
    return wide[dims.length - 1].reshaped(like.rows, like.cols);
  }
}
