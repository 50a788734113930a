package dev.layerwise.curvature;

/** A {@link KroneckerDamping.Split} that is computed anew at every refresh, in place. */
public final class KeptSplit {
  private double inputScale;
  private double inputRidge;
  private double outputScale;
  private double outputRidge;

  /** Starts at 0. */
  public KeptSplit() {}

  /**
   * Splits the damping, as {@link KroneckerDamping#split}.
   *
   * @param damping how
   * @param A the input factor
   * @param G the output factor
   * @param scale s &gt; 0
   * @param lambda λ ≥ 0
   * @return this
   * @throws IllegalArgumentException for {@link KroneckerDamping.Exact}, which does not split
   */
  public KeptSplit setTo(
      KroneckerDamping damping, RunningFactor A, RunningFactor G, double scale, double lambda) {
    return setTo(damping, A.dim(), A.trace(), G.dim(), G.trace(), scale, lambda);
  }

  KeptSplit setTo(
      KroneckerDamping damping,
      int dA,
      double traceA,
      int dG,
      double traceG,
      double scale,
      double lambda) {
    double root = Math.sqrt(lambda / scale);
    return switch (damping) {
      case KroneckerDamping.Exact exact ->
          throw new IllegalArgumentException(
              "exact damping does not split over the factors; use the eigenvectors of both");
      case KroneckerDamping.Equal equal -> of(1, root, 1, root);
      case KroneckerDamping.Whole whole -> of(1, lambda, 1, lambda);
      case KroneckerDamping.Martens2015PiSplit pi -> {
        double a = traceA / dA;
        double g = traceG / dG;
        yield a == 0 || g == 0 ? of(0, root, 0, root) : balanced(dA, dG, a, g, lambda / scale);
      }
    };
  }

  private KeptSplit balanced(int dA, int dG, double a, double g, double lambda) {
    double root = Math.sqrt(lambda);
    double pi = Math.sqrt(a / g);
    double c = Math.sqrt(a * g); // the mean eigenvalue of either, once balanced
    if (dA == 1) {
      return of(1 / pi, 0, pi, lambda / c);
    }
    if (dG == 1) {
      return of(1 / pi, lambda / c, pi, 0);
    }
    return of(1 / pi, root, pi, root); // (A/π + √λ I) ⊗ (π G + √λ I)
  }

  private KeptSplit of(double inScale, double inRidge, double outScale, double outRidge) {
    inputScale = inScale;
    inputRidge = inRidge;
    outputScale = outScale;
    outputRidge = outRidge;
    return this;
  }

  KroneckerDamping.Split split() {
    return new KroneckerDamping.Split(inputScale, inputRidge, outputScale, outputRidge);
  }

  /** What A is multiplied by. */
  public double inputScale() {
    return inputScale;
  }

  /** What is added to its diagonal then. */
  public double inputRidge() {
    return inputRidge;
  }

  /** What G is multiplied by. */
  public double outputScale() {
    return outputScale;
  }

  /** What is added to its diagonal then. */
  public double outputRidge() {
    return outputRidge;
  }
}
