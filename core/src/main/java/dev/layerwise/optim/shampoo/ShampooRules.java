package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.InverseRoot.Stability;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Settings;

/** What Shampoo's settings say about its preconditioner. */
final class ShampooRules {
  /** What is kept of each second moment. */
  enum Kind {
    ROOT_INVERSE,
    EIGENDECOMPOSED,
    KL,
    EIGENVALUE_CORRECTED
  }

  /** How it is computed. */
  enum Computation {
    EIGEN,
    QR,
    COUPLED_NEWTON,
    HIGHER_ORDER
  }

  /** Whose step length the direction gets. */
  enum Graft {
    NONE,
    SGD,
    ADAGRAD,
    RMSPROP,
    ADAM
  }

  final Kind kind;
  final Computation computation;
  final Stability stability;
  final Graft graft;
  final Schedule graftEpsilon;
  final Schedule graftBeta2;
  final boolean graftSums;
  final Schedule beta1;
  final Schedule beta2;
  private final Schedule beta3;
  final boolean hasMomentum;
  final boolean beta3Differs;
  final Schedule epsilon;
  final boolean biasCorrection;
  final boolean sums;
  final long frequency;
  final long start;
  final Schedule traceExponent;
  final int iterations;
  final Schedule tolerance;
  final int order;
  final Schedule relativeEpsilon;
  final int toleratedFailures;
  final int maxDim;
  final int targetDims;
  private final Exponents exponents;
  private final Exponents untouched;

  ShampooRules(Settings settings) {
    kind = choice(Kind.class, settings, "kind");
    computation = choice(Computation.class, settings, "computation");
    stability =
        switch (settings.text("stability")) {
          case "before" -> Stability.PERTURB_BEFORE;
          case "after" -> Stability.PERTURB_AFTER;
          default -> Stability.PSEUDO_INVERSE;
        };
    graft = choice(Graft.class, settings, "graft");
    graftEpsilon = settings.schedule("graft-epsilon");
    graftBeta2 = settings.schedule("graft-beta2");
    graftSums = settings.flag("graft-drop-weight");
    beta1 = settings.schedule("beta1");
    beta2 = settings.schedule("beta2");
    beta3 = settings.schedule("beta3");
    beta3Differs = !beta3.staysWithin(-1, -1);
    hasMomentum = !beta1.staysWithin(0, 0);
    epsilon = settings.schedule("epsilon");
    biasCorrection = settings.flag("bias-correction");
    sums = settings.flag("drop-weight");
    frequency = settings.whole("frequency");
    long first = settings.whole("start");
    start = first == -1 ? frequency : first;
    traceExponent = settings.schedule("trace-exponent");
    iterations = Math.toIntExact(settings.whole("iterations"));
    tolerance = settings.schedule("tolerance");
    order = Math.toIntExact(settings.whole("order"));
    relativeEpsilon = settings.schedule("relative-epsilon");
    toleratedFailures = Math.toIntExact(settings.whole("tolerated-failures"));
    maxDim = Math.toIntExact(settings.whole("max-dim"));
    targetDims = Math.toIntExact(settings.whole("target-dims"));
    exponents = Exponents.parse("exponents", settings.text("exponents"));
    untouched = Exponents.parse("untouched", settings.text("untouched"));
    boolean iterative =
        computation == Computation.COUPLED_NEWTON || computation == Computation.HIGHER_ORDER;
    if (iterative && (kind == Kind.EIGENDECOMPOSED || kind == Kind.EIGENVALUE_CORRECTED)) {
      throw new IllegalArgumentException(
          "computation=%s: gives roots and no eigenvectors, which kind=%s needs; want eigen or qr"
              .formatted(settings.text("computation"), settings.text("kind")));
    }
  }

  private static <E extends Enum<E>> E choice(Class<E> type, Settings settings, String name) {
    return Enum.valueOf(
        type, settings.text(name).toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
  }

  /** The exponent e of {@code L^(−e)} for a dimension of blocks of an order; 0 leaves it alone. */
  double exponent(int blockOrder, int d) {
    return exponents.of(blockOrder, d, 1.0 / (2 * blockOrder));
  }

  /** The exponent of the corrected eigenvalues of blocks of an order. */
  double correctedExponent(int blockOrder) {
    return exponents.of(blockOrder, 0.5);
  }

  /** Whether a dimension of blocks of an order has no factor. */
  boolean leavesAlone(int blockOrder, int d) {
    return kind == Kind.EIGENVALUE_CORRECTED
        ? untouched.of(blockOrder, d, 0) != 0
        : exponent(blockOrder, d) == 0;
  }

  /** The weight of m in the filtered gradient: β₃, or where that is negative β₁. */
  double beta3(long t) {
    double beta = beta3.at(t);
    return beta < 0 ? beta1.at(t) : beta;
  }

  /** The weight of a new square in running means with β₂. */
  double weight(double beta) {
    return beta == 1 || sums ? 1 : 1 - beta;
  }

  /** {@code 1 − β₂ᵗ}, or 1 where it does not apply. */
  double correction2(long t) {
    double beta = beta2.at(t);
    return beta == 1 || !biasCorrection ? 1 : 1 - Math.pow(beta, (double) t);
  }

  /** Whether factors are decomposed at a step. */
  boolean refreshes(long t) {
    return t == start || (t > start && t % frequency == 0);
  }
}
