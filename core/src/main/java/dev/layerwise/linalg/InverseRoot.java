package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Operand;

/**
 * Inverse roots {@code S^(−e)} of symmetric positive semidefinite matrices of one order, by the
 * ways that preconditioners take them. Storage is kept: after the first root of a kind nothing is
 * allocated. A root that fails leaves the result as it was.
 *
 * <p>Source: Distributed Shampoo (arXiv:2309.06497) for the rules of ε; Iannazzo 2006 and Higham
 * 2008, section 7.3, for the coupled Newton iteration.
 */
public final class InverseRoot {
  /** How an inverse root keeps clear of eigenvalues that are 0. */
  public enum Stability {
    /** {@code S + ε I} is decomposed; if its least σ is below ε, all move up by the difference. */
    PERTURB_BEFORE,
    /** S is decomposed; {@code σ ← σ − min(σ_min, 0) + ε}. */
    PERTURB_AFTER,
    /** Eigenvalues of at most {@code n ε_mach σ_max} count as 0, and so do their roots. */
    PSEUDO_INVERSE
  }

  /** The error of an iteration that is taken for a failure. */
  private static final double HIGHER_ORDER_ERROR = 0.1;

  private final int n;
  private final double[] roots;
  private final Operand values;
  private Matrix[] work = {};

  /**
   * Makes storage.
   *
   * @param n the order
   */
  public InverseRoot(int n) {
    this.n = n;
    roots = new double[n];
    values = new Operand(new double[n]);
  }

  /**
   * The root of {@code α S} from an eigendecomposition.
   *
   * @param alpha α
   * @param S symmetric, (n, n), of which the lower triangle is read
   * @param exponent e; not an integer's reciprocal only
   * @param epsilon ε
   * @param stability the rule
   * @param into (n, n), exactly symmetric afterwards
   * @throws NumericalException if an entry is not finite, or the decomposition does not converge
   */
  public void eigen(
      double alpha, Matrix S, double exponent, double epsilon, Stability stability, Matrix into) {
    if (S.rows != n || S.cols != n || S.transposed) {
      throw new ShapeException(
          "InverseRoot: the matrix is "
              + Shapes.text(S)
              + (S.transposed ? ", a transposed view; want " : "; want ")
              + Shapes.text(n, n));
    }
    Operand room = Room.ofThread(n * n);
    double[] a = room.array();
    double zero = 0;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        a[i + j * n] = alpha * S.data[i + j * n];
        zero += 0 * a[i + j * n];
      }
      a[j + j * n] += stability == Stability.PERTURB_BEFORE ? epsilon : 0;
    }
    Eigenbasis.requireFinite(zero == 0, n);
    Eigenbasis.decompose(n, room, values);
    takeRoots(values.array(), exponent, epsilon, stability);
    Eigenbasis.compose(n, room, roots, into);
  }

  /**
   * The root from a basis that has been refreshed already, and its σ.
   *
   * @param exponent e
   * @param epsilon ε
   * @param stability the rule; {@code ε I} has been added before, where it says so
   * @param basis Q and σ
   * @param into {@code Q σ^(−e) Qᵀ}, (n, n)
   * @throws NumericalException if the result is not finite
   */
  public void compose(
      double exponent, double epsilon, Stability stability, Eigenbasis basis, Matrix into) {
    takeRoots(basis.storedValues(), exponent, epsilon, stability);
    basis.compose(roots, into);
  }

  /** Square roots of the eigenvalues of the result. */
  private void takeRoots(double[] sigma, double exponent, double epsilon, Stability stability) {
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double s : sigma) {
      least = Math.min(least, s);
      largest = Math.max(largest, s);
    }
    double shift =
        switch (stability) {
          case PERTURB_BEFORE -> least < epsilon ? epsilon - least : 0;
          case PERTURB_AFTER -> epsilon - Math.min(least, 0);
          case PSEUDO_INVERSE -> 0;
        };
    double zero = stability == Stability.PSEUDO_INVERSE ? n * Math.ulp(1.0) * largest : 0;
    for (int i = 0; i < n; i++) {
      double s = sigma[i] + shift;
      roots[i] =
          stability == Stability.PSEUDO_INVERSE && s <= zero ? 0 : Math.pow(s, -exponent / 2);
      if (!Double.isFinite(roots[i])) {
        throw new NumericalException(
            "InverseRoot (%s): eigenvalue %d is %s; its power −%s is not finite; increase epsilon"
                .formatted(Shapes.text(n, n), i, Numbers.brief(s), exponent));
      }
    }
  }

  /**
   * The root {@code (S + ε I)^(−1/p)} by the coupled Newton iteration: {@code z = (p + 1)/(2 ‖S + ε
   * I‖), X = z^(1/p) I, M = z S}; while {@code max|M − I|} is above the tolerance, {@code T = (1 +
   * 1/p) I − M/p, X ← X T, M ← Tᵖ M}.
   *
   * @param S symmetric, (n, n); {@code ε I} is added to it
   * @param p the root
   * @param epsilon ε
   * @param iterations at most so many, after which X is taken as it is
   * @param tolerance the bound on max|M − I|
   * @param into (n, n)
   * @return max|M − I| at the end
   * @throws NumericalException if it becomes infinite or NaN
   */
  public double coupledNewton(
      Matrix S, int p, double epsilon, int iterations, double tolerance, Matrix into) {
    Elementwise.addToDiagonal(S, epsilon);
    double z = (p + 1) / (2 * S.frobeniusNorm());
    Matrix X = start(S, Math.pow(z, 1.0 / p), z);
    double error = distance(work(1));
    for (int i = 0; i < iterations && error > tolerance; i++) {
      newtonFactor(p);
      X = advance(X, p);
      error = distance(work(1));
    }
    requireFinite("coupled Newton iteration", error);
    into.setTo(X);
    return error;
  }

  /**
   * The root {@code (S + ρ I)^(−q/p)} by the coupled iteration of higher order: {@code ρ =
   * max(ε_rel ‖S‖_∞, ε_abs)}, {@code z = 1/tr}; a Newton step, then {@code T = Σ_(j<order) bⱼ (I −
   * M)ʲ} with {@code b₀ = 1}, {@code bⱼ = Π_(i≤j) (1 + (i − 1) p)/(i p)}. It stops where the error
   * repeats below 1e-3 or grows by more than 1.2.
   *
   * @param S symmetric, (n, n); {@code ρ I} is added to it
   * @param p the root
   * @param q the power of the root
   * @param order terms of the series, at least 2
   * @param relative ε_rel
   * @param absolute ε_abs
   * @param iterations at most so many
   * @param into (n, n)
   * @return max|(S + ρ I) Xᵖ − I| at the end
   * @throws NumericalException if that is above 0.1
   */
  public double higherOrder(
      Matrix S,
      int p,
      int q,
      int order,
      double relative,
      double absolute,
      int iterations,
      Matrix into) {
    Elementwise.addToDiagonal(S, Math.max(relative * maxRowSum(S), absolute));
    double z = 1 / S.trace();
    Matrix X = start(S, Math.pow(z, 1.0 / p), z);
    newtonFactor(p);
    X = advance(X, p);
    double error = distance(work(1));
    for (int i = 0; i < iterations && error > 0; i++) {
      seriesFactor(p, order);
      Matrix before = X;
      X = advance(X, p);
      double now = distance(work(1));
      if (!(now <= 1.2 * error) || (now == error && now < 1e-3)) {
        X = before;
        break;
      }
      error = now;
    }
    Matrix R = other(X);
    raise(X, p, R, work(4));
    work(4).setToProduct(S, R);
    double residual = distance(work(4));
    if (!(residual <= HIGHER_ORDER_ERROR)) {
      throw new NumericalException(
          "InverseRoot (%s): the iteration of higher order ends with an error of %s > %s; increase"
                  .formatted(Shapes.text(n, n), Numbers.brief(residual), HIGHER_ORDER_ERROR)
              + " epsilon");
    }
    if (q == 1) {
      into.setTo(X);
    } else {
      raise(X, q, into, work(4));
    }
    return residual;
  }

  /** X ← x I in one of two places, M ← z S. */
  private Matrix start(Matrix S, double x, double z) {
    Matrix X = work(2).fill(0);
    Elementwise.addToDiagonal(X, x);
    work(1).setTo(S).timesInPlace(z);
    return X;
  }

  /** T ← (1 + 1/p) I − M/p. */
  private void newtonFactor(int p) {
    Matrix T = work(0).setTo(work(1)).timesInPlace(-1.0 / p);
    Elementwise.addToDiagonal(T, 1 + 1.0 / p);
  }

  /** T ← Σ bⱼ (I − M)ʲ, by Horner's rule. */
  private void seriesFactor(int p, int order) {
    Matrix R = work(4).setTo(work(1)).timesInPlace(-1);
    Elementwise.addToDiagonal(R, 1);
    Matrix T = work(0).fill(0);
    Elementwise.addToDiagonal(T, coefficient(order - 1, p));
    for (int j = order - 2; j >= 0; j--) {
      work(5).setToProduct(T, R);
      T.setTo(work(5));
      Elementwise.addToDiagonal(T, coefficient(j, p));
    }
  }

  private static double coefficient(int j, int p) {
    double b = 1;
    for (int i = 1; i <= j; i++) {
      b *= (1 + (i - 1.0) * p) / (i * (double) p);
    }
    return b;
  }

  /** M ← Tᵖ M; returns X T, in the other place. */
  private Matrix advance(Matrix X, int p) {
    Matrix next = other(X);
    raise(work(0), p, work(4), next);
    work(5).setToProduct(work(4), work(1));
    work(1).setTo(work(5));
    return next.setToProduct(X, work(0));
  }

  private Matrix other(Matrix X) {
    return X.sharesWith(work(2)) ? work(3) : work(2);
  }

  /** into ← Aᵏ, by squaring; scratch is overwritten. */
  private static void raise(Matrix A, int k, Matrix into, Matrix scratch) {
    into.setTo(A);
    for (int bit = Integer.highestOneBit(k) >> 1; bit > 0; bit >>= 1) {
      scratch.setToProduct(into, into);
      if ((k & bit) != 0) {
        into.setToProduct(scratch, A);
      } else {
        into.setTo(scratch);
      }
    }
  }

  /** max|M − I|. */
  private double distance(Matrix M) {
    double max = 0;
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        double d = Math.abs(M.data[i + j * n] - (i == j ? 1 : 0));
        if (Double.isNaN(d)) {
          return d;
        }
        max = Math.max(max, d);
      }
    }
    return max;
  }

  private double maxRowSum(Matrix S) {
    double max = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.abs(S.data[i + j * n]);
      }
      max = Math.max(max, sum);
    }
    return max;
  }

  private void requireFinite(String what, double error) {
    if (!Double.isFinite(error)) {
      throw new NumericalException(
          "InverseRoot (%s): the %s ends with an error of %s; check that the matrix is finite, or"
                  .formatted(Shapes.text(n, n), what, error)
              + " increase epsilon");
    }
  }

  private Matrix work(int i) {
    if (work.length == 0) {
      work = new Matrix[6];
      for (int k = 0; k < work.length; k++) {
        work[k] = Matrix.zeros(n, n);
      }
    }
    return work[i];
  }
}
