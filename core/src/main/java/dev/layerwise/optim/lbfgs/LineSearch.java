package dev.layerwise.optim.lbfgs;

/**
 * The choice of a step length α along a line, {@code φ(α) = L(W − α d)}. A value that is not finite
 * counts as too large.
 */
sealed interface LineSearch {
  /** The function along the line. */
  interface Line {
    /** φ(α), by a forward pass alone. */
    double value(double alpha);

    /** φ(α), with {@link #slope} afterwards. */
    double valueAndGradient(double alpha);

    /** φ′ where {@link #valueAndGradient} was last. */
    double slope();
  }

  /** No step found that is worth taking. */
  double NONE = 0;

  /**
   * Searches.
   *
   * @param line φ
   * @param value φ(0)
   * @param slope φ′(0) &lt; 0
   * @param first the first α to try
   * @return α, or {@link #NONE}
   */
  double search(Line line, double value, double slope, double first);

  /** The first α, whatever happens. */
  record Fixed() implements LineSearch {
    @Override
    public double search(Line line, double value, double slope, double first) {
      return first;
    }
  }

  /**
   * Halves α until {@code φ(α) ≤ φ(0) + c₁ α φ′(0)} (Armijo).
   *
   * @param c1 c₁
   * @param evaluations at most so many values
   */
  record Backtracking(double c1, long evaluations) implements LineSearch {
    @Override
    public double search(Line line, double value, double slope, double first) {
      double alpha = first;
      for (long k = 0; k < evaluations; k++) {
        if (line.value(alpha) <= value + c1 * alpha * slope) {
          return alpha;
        }
        alpha /= 2;
      }
      return NONE;
    }
  }

  /**
   * The strong Wolfe conditions, {@code φ(α) ≤ φ(0) + c₁ α φ′(0)} and {@code |φ′(α)| ≤ c₂ |φ′(0)|},
   * by bracketing and cubic interpolation. If they are not met within the number of evaluations,
   * the best α that met the first is taken.
   *
   * <p>Source: Nocedal and Wright 2006, Algorithm 3.5 and Algorithm 3.6.
   */
  final class StrongWolfe implements LineSearch {
    private final Wolfe wolfe;

    /**
     * Checks the numbers.
     *
     * @param c1 c₁
     * @param c2 c₂
     * @param evaluations at most so many values with gradients
     * @throws IllegalArgumentException if c₁ is not below c₂
     */
    public StrongWolfe(double c1, double c2, long evaluations) {
      if (!(c1 < c2)) {
        throw new IllegalArgumentException(
            "strong Wolfe line search: c1=" + c1 + ", c2=" + c2 + "; want c1 below c2");
      }
      wolfe = new Wolfe(c1, c2, evaluations);
    }

    @Override
    public double search(Line line, double value, double slope, double first) {
      return wolfe.search(line, value, slope, first);
    }
  }

  /** The search under way. */
  final class Wolfe {
    private final double c1;
    private final double c2;
    private final long evaluations;
    private Line line;
    private double value0;
    private double slope0;

    /** The ends of the bracket: lo met the first condition, hi may not have. */
    private double lo;

    private double valueLo;
    private double slopeLo;
    private double hi;
    private double valueHi;
    private double slopeHi;
    private long left;

    private Wolfe(double c1, double c2, long evaluations) {
      this.c1 = c1;
      this.c2 = c2;
      this.evaluations = evaluations;
    }

    double search(Line along, double value, double slope, double first) {
      line = along;
      value0 = value;
      slope0 = slope;
      left = evaluations;
      setLow(0, value, slope);
      return bracket(first);
    }

    private double bracket(double first) {
      double alpha = first;
      while (left-- > 0) {
        double value = line.valueAndGradient(alpha);
        double slope = line.slope();
        boolean tooHigh = !(value <= value0 + c1 * alpha * slope0);
        if (tooHigh || (lo > 0 && value >= valueLo)) {
          setHigh(alpha, value, slope);
          return zoom();
        }
        if (Math.abs(slope) <= -c2 * slope0) {
          return alpha;
        }
        if (slope >= 0) {
          setHigh(lo, valueLo, slopeLo);
          setLow(alpha, value, slope);
          return zoom();
        }
        setLow(alpha, value, slope);
        alpha *= 2;
      }
      return lo;
    }

    private double zoom() {
      while (left-- > 0 && Math.abs(hi - lo) > 1e-12 * Math.max(hi, lo)) {
        double alpha = interpolated();
        double value = line.valueAndGradient(alpha);
        double slope = line.slope();
        if (!(value <= value0 + c1 * alpha * slope0) || value >= valueLo) {
          setHigh(alpha, value, slope);
          continue;
        }
        if (Math.abs(slope) <= -c2 * slope0) {
          return alpha;
        }
        if (slope * (hi - lo) >= 0) {
          setHigh(lo, valueLo, slopeLo);
        }
        setLow(alpha, value, slope);
      }
      return lo;
    }

    /** The minimum of the cubic through both ends, kept a tenth away from them; or the middle. */
    private double interpolated() {
      double d1 = slopeLo + slopeHi - 3 * (valueLo - valueHi) / (lo - hi);
      double root = d1 * d1 - slopeLo * slopeHi;
      double d2 = Math.signum(hi - lo) * Math.sqrt(root);
      double cubic = hi - (hi - lo) * (slopeHi + d2 - d1) / (slopeHi - slopeLo + 2 * d2);
      double margin = 0.1 * Math.abs(hi - lo);
      boolean inside = cubic >= Math.min(lo, hi) + margin && cubic <= Math.max(lo, hi) - margin;
      return inside ? cubic : (lo + hi) / 2;
    }

    private void setLow(double alpha, double value, double slope) {
      lo = alpha;
      valueLo = value;
      slopeLo = slope;
    }

    private void setHigh(double alpha, double value, double slope) {
      hi = alpha;
      valueHi = value;
      slopeHi = slope;
    }
  }
}
