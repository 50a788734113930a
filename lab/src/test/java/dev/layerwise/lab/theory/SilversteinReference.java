package dev.layerwise.lab.theory;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The direct way, in 120 decimal digits: m solves {@code m = Σ w/(t (1 − φ + φ λ m) + λ)}
 * (Silverstein 1995, at z = −λ), m′ by differentiating that, and {@code Ψ₁ = 1 − λ m}, {@code Ψ₂ =
 * 1 − 2λ m + λ² m′}, {@code Ψ₃ = m − λ m′}. Its differences lose up to 40 digits and have them.
 */
record SilversteinReference(
    BigDecimal kappa,
    BigDecimal m,
    BigDecimal mPrime,
    BigDecimal psi1,
    BigDecimal psi2,
    BigDecimal psi3) {
  private static final MathContext DIGITS = new MathContext(120);
  private static final BigDecimal ONE = BigDecimal.ONE;

  static SilversteinReference of(PopulationSpectrum spectrum, long dx, long n, double ridge) {
    BigDecimal phi = BigDecimal.valueOf(dx).divide(BigDecimal.valueOf(n), DIGITS);
    BigDecimal lambda = new BigDecimal(ridge);
    // Newton from the left of the root of a decreasing convex function goes up to it.
    BigDecimal m =
        ONE.subtract(ONE.divide(phi, DIGITS)).divide(lambda, DIGITS).max(BigDecimal.ZERO);
    while (true) {
      BigDecimal value = m.negate();
      BigDecimal slope = ONE;
      for (Atom atom : atoms(spectrum, phi, lambda, m)) {
        value = value.add(atom.w.divide(atom.d, DIGITS));
        slope = slope.add(atom.over(phi.multiply(lambda).multiply(atom.t)));
      }
      BigDecimal step = value.divide(slope, DIGITS);
      m = m.add(step, DIGITS);
      if (step.abs().compareTo(m.scaleByPowerOfTen(-100)) < 0) {
        return at(spectrum, phi, lambda, m);
      }
    }
  }

  private static SilversteinReference at(
      PopulationSpectrum spectrum, BigDecimal phi, BigDecimal lambda, BigDecimal m) {
    BigDecimal above = BigDecimal.ZERO;
    BigDecimal below = ONE;
    for (Atom atom : atoms(spectrum, phi, lambda, m)) {
      above = above.add(atom.over(ONE.add(phi.multiply(m).multiply(atom.t))));
      below = below.add(atom.over(phi.multiply(lambda).multiply(atom.t)));
    }
    BigDecimal mPrime = above.divide(below, DIGITS);
    BigDecimal lm = lambda.multiply(m);
    BigDecimal llm = lambda.multiply(lambda).multiply(mPrime);
    return new SilversteinReference(
        lambda.divide(factor(phi, lambda, m), DIGITS),
        m,
        mPrime,
        ONE.subtract(lm),
        ONE.subtract(lm).subtract(lm).add(llm),
        m.subtract(lambda.multiply(mPrime)));
  }

  private static BigDecimal factor(BigDecimal phi, BigDecimal lambda, BigDecimal m) {
    return ONE.subtract(phi).add(phi.multiply(lambda).multiply(m));
  }

  private record Atom(BigDecimal t, BigDecimal w, BigDecimal d) {
    /** {@code w x/d²}. */
    BigDecimal over(BigDecimal x) {
      return w.multiply(x).divide(d.multiply(d), DIGITS);
    }
  }

  private static Atom[] atoms(
      PopulationSpectrum spectrum, BigDecimal phi, BigDecimal lambda, BigDecimal m) {
    double[] t = spectrum.eigenvalues();
    double[] w = spectrum.weights();
    Atom[] atoms = new Atom[t.length];
    for (int i = 0; i < t.length; i++) {
      BigDecimal at = new BigDecimal(t[i]);
      BigDecimal d = at.multiply(factor(phi, lambda, m)).add(lambda);
      atoms[i] = new Atom(at, new BigDecimal(w[i]), d);
    }
    return atoms;
  }
}
