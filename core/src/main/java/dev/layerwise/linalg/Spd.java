package dev.layerwise.linalg;

/**
 * A symmetric positive definite matrix S, whatever form it is in: the only thing that has {@link
 * #inv()}.
 *
 * <p>Definiteness is found out by the first factorisation, so that a semidefinite Gram matrix may
 * be wrapped and damped. Factorisations are made when first needed and kept. Values do not change;
 * they may be shared between threads.
 *
 * <p>Laws: {@code S.inv().times(S.times(B)) = B}, {@code S.times(B).T() = B.T().times(S)}.
 */
public sealed interface Spd extends SymmetricOperator
    permits DenseSpd,
        InverseSpd,
        IdentitySpd,
        DiagonalSpd,
        EigenSpd,
        CongruentSpd,
        KroneckerSpd,
        KroneckerBasisSpd {

  /**
   * Asymmetry that {@link #of} takes for rounding, relative to the largest entry: far above what
   * products of matrices of order 10⁴ leave (n · 2⁻⁵³ ≈ 10⁻¹²), far below a mistake.
   */
  double SYMMETRY_TOLERANCE = 1e-10;

  /**
   * Wraps a dense matrix; a copy of its symmetric part is kept.
   *
   * @param S (n, n), symmetric up to {@link #SYMMETRY_TOLERANCE} times its largest entry
   * @throws ShapeException if S is not square
   * @throws IllegalArgumentException if S is not symmetric
   * @throws NumericalException if an entry is not finite
   */
  static Spd of(Matrix S) {
    return DenseSpd.checked(S);
  }

  /**
   * Wraps a matrix that is exactly symmetric by construction, such as a Gram matrix, without a copy
   * and without a check, for hot paths.
   *
   * @param S (n, n), not to be changed afterwards
   * @throws ShapeException if S is not square
   */
  static Spd trusting(Matrix S) {
    Shapes.square("Spd.trusting", S);
    return DenseSpd.owning(S, "");
  }

  /**
   * The identity.
   *
   * @param n order
   */
  static Spd identity(int n) {
    return new IdentitySpd(n);
  }

  /**
   * A diagonal matrix.
   *
   * @param d the diagonal, finite
   */
  static Spd diagonal(double... d) {
    return DiagonalSpd.of(d);
  }

  /**
   * A matrix given by its spectrum: {@code V diag(λ) Vᵀ}. Its inverse acts by a product, without a
   * factorisation.
   *
   * @param V orthonormal eigenvectors in columns, (n, n)
   * @param values the eigenvalues λ, in the order of the columns
   * @throws ShapeException if there is not one column for each eigenvalue
   */
  static Spd ofEigen(Matrix V, double... values) {
    return EigenSpd.of(V, values);
  }

  /**
   * A congruence {@code R W R}, never formed unless {@link #dense()} or a spectrum is asked for:
   * its inverse is {@code R⁻¹ W⁻¹ R⁻¹}.
   *
   * @param R (n, n), symmetric positive definite
   * @param W (n, n)
   */
  static Spd congruence(Spd R, Spd W) {
    return CongruentSpd.of(R, W);
  }

  /**
   * A Kronecker product {@code A ⊗ B}, which acts by {@code (A ⊗ B) vec(X) = vec(B X Aᵀ)} and is
   * never formed unless {@link #dense()} is asked for.
   *
   * @param A (a, a)
   * @param B (b, b)
   * @return A ⊗ B, (a b, a b)
   */
  static Spd kronecker(Spd A, Spd B) {
    return new KroneckerSpd(A, B);
  }

  /**
   * A matrix with Kronecker eigenvectors and any spectrum, {@code (V ⊗ U) diag(vec D) (V ⊗ U)ᵀ},
   * which acts by {@code vec(X) → vec(U (D ∘ (UᵀX V)) Vᵀ)}.
   *
   * @param U (m, m), orthogonal; not checked
   * @param V (n, n), orthogonal; not checked
   * @param D (m, n), the eigenvalues
   * @return (m n, m n)
   */
  static Spd inKroneckerBasis(Matrix U, Matrix V, Matrix D) {
    return new KroneckerBasisSpd(U, V, D.copy(), "a matrix in a Kronecker basis");
  }

  /**
   * The inverse, which acts by solves; the factorisation is kept here and made now.
   *
   * @return S⁻¹
   * @throws NumericalException if S is not positive definite
   */
  Spd inv();

  /**
   * Tikhonov damping.
   *
   * @param lambda λ ≥ 0
   * @return S + λ I; S itself if λ = 0
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  Spd plusDamping(double lambda);

  /** The eigendecomposition, kept. */
  SymmetricEigen eigen();

  /**
   * The logarithm of the determinant.
   *
   * @throws NumericalException if S is not positive definite
   */
  double logDeterminant();

  /**
   * The condition number κ = λmax / λmin; infinite if S is singular to working precision.
   *
   * @throws NumericalException if an eigenvalue is negative beyond rounding
   */
  default double conditionNumber() {
    double[] values = eigen().values();
    return Spectra.conditionNumber(this, values);
  }

  /**
   * The symmetric square root.
   *
   * @return S^½
   * @throws NumericalException if an eigenvalue is negative beyond rounding
   */
  Spd sqrt();

  /**
   * The inverse p-th root, through the eigenbasis.
   *
   * @param p p ≥ 1
   * @return S^(−1/p)
   * @throws NumericalException if an eigenvalue is not positive
   */
  Spd inverseRoot(int p);

  /**
   * The same matrix with a name that messages use, such as {@code FᵀF}.
   *
   * @param name what the equation calls it
   */
  Spd named(String name);

  /** The name, or what the form is called. */
  String name();
}
