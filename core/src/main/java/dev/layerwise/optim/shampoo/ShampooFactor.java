package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Eigenbasis;
import dev.layerwise.linalg.InverseRoot;
import dev.layerwise.linalg.InverseRoot.Stability;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.Symmetric;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.shampoo.ShampooRules.Computation;
import dev.layerwise.optim.shampoo.ShampooRules.Kind;

/** The second moment L of a block along one dimension, and its inverse root or eigenvectors. */
final class ShampooFactor {
  private final ShampooRules rules;
  private final double exponent;
  private final Failures failures;
  private final Eigenbasis basis;
  private final InverseRoot inverse;
  private final Matrix X;
  private final Matrix root;

  /** The lower triangle is kept up to date. */
  final Matrix L;

  final int d;
  final int n;
  private NumericalException problem;

  ShampooFactor(ShampooRules rules, String name, int order, int d, int n) {
    this.rules = rules;
    this.d = d;
    this.n = n;
    exponent = rules.exponent(order, d);
    failures = new Failures(name + ", dimension " + d, rules.toleratedFailures);
    L = Matrix.zeros(n, n);
    boolean roots = rules.kind != Kind.EIGENVALUE_CORRECTED;
    root = Matrix.identity(roots ? n : 0);
    inverse = new InverseRoot(n);
    boolean eigen = rules.computation == Computation.EIGEN;
    boolean iterative = !eigen && rules.computation != Computation.QR;
    boolean keepsBasis = !iterative && !(eigen && roots);
    basis = new Eigenbasis(keepsBasis ? n : 0);
    X = Matrix.zeros(eigen && roots ? 0 : n, eigen && roots ? 0 : n); // else L is decomposed itself
    requireRoot(iterative);
  }

  private void requireRoot(boolean iterative) {
    if (iterative && exponent != 0) {
      int q = numerator();
      if (rules.computation == Computation.COUPLED_NEWTON && q != 1) {
        throw new IllegalArgumentException(
            "computation=coupled-newton: takes roots 1/p alone, and the exponent is %s; want"
                    .formatted(exponent)
                + " computation=higher-order or eigen");
      }
    }
  }

  /** The q of the exponent {@code q/p} with the least p up to 64. */
  private int numerator() {
    return (int) Math.round(exponent * denominator());
  }

  private int denominator() {
    for (int p = 1; p <= 64; p++) {
      double q = exponent * p;
      if (Math.round(q) >= 1 && Math.abs(q - Math.rint(q)) < 1e-12) {
        return p;
      }
    }
    throw new IllegalArgumentException(
        "exponent %s is no fraction with a denominator up to 64; want computation=eigen"
            .formatted(exponent));
  }

  /** The eigenvalues of L, ascending. */
  double[] spectrum() {
    return SymmetricEigen.valuesOf(L);
  }

  /** What the gradient is multiplied by: the inverse root, or eigenvectors in columns. */
  Matrix operator() {
    return rules.kind == Kind.EIGENVALUE_CORRECTED ? basis.vectors() : root;
  }

  /** Computes them anew; a failure is kept for {@link #settle}. */
  void refresh(long t) {
    problem = null;
    try {
      decompose(t);
    } catch (NumericalException e) {
      problem = e;
    }
  }

  /**
   * Counts what {@link #refresh} did.
   *
   * @throws dev.layerwise.optim.DivergedException if it failed too often in a row
   */
  void settle() {
    if (problem == null) {
      failures.succeeded();
    } else {
      failures.failed(problem);
    }
  }

  private void decompose(long t) {
    double epsilon = rules.epsilon.at(t);
    double tolerance = rules.tolerance.at(t);
    if (rules.computation == Computation.EIGEN && rules.kind != Kind.EIGENVALUE_CORRECTED) {
      inverse.eigen(scale(t), L, exponent, epsilon, rules.stability, root);
      return;
    }
    Matrix S = X.setTo(Symmetric.mirrorLower(L)).timesInPlace(scale(t)); // L / (1 − β₂ᵗ), / √tr
    switch (rules.computation) {
      case COUPLED_NEWTON ->
          inverse.coupledNewton(S, denominator(), epsilon, rules.iterations, tolerance, root);
      case HIGHER_ORDER ->
          inverse.higherOrder(
              S,
              denominator(),
              numerator(),
              rules.order,
              rules.relativeEpsilon.at(t),
              epsilon,
              rules.iterations,
              root);
      case EIGEN -> {
        shift(S, epsilon);
        basis.decompose(S, /* canonical= */ true);
      }
      case QR -> {
        shift(S, epsilon);
        basis.refine(S, rules.iterations, tolerance);
        if (rules.kind != Kind.EIGENVALUE_CORRECTED) {
          inverse.compose(exponent, epsilon, rules.stability, basis, root);
        }
      }
    }
  }

  private double scale(long t) {
    double correction = rules.correction2(t);
    double scale = 1 / correction;
    double x = rules.traceExponent.at(t);
    if (x != 0) {
      scale *= Math.pow(L.trace() / correction, -x);
    }
    return scale;
  }

  private void shift(Matrix S, double epsilon) {
    if (rules.stability == Stability.PERTURB_BEFORE) {
      for (int i = 0; i < n; i++) {
        S.set(i, i, S.get(i, i) + epsilon);
      }
    }
  }

  void state(StateVisitor visitor) {
    visitor.matrix("L" + d, Symmetric.mirrorLower(L));
    if (rules.kind != Kind.EIGENVALUE_CORRECTED) {
      visitor.matrix("root" + d, root);
    }
    if (rules.kind == Kind.EIGENVALUE_CORRECTED || rules.computation == Computation.QR) {
      visitor.matrix("Q" + d, basis.vectors());
    }
    failures.state(visitor.in("factor" + d));
  }
}
