package dev.layerwise.lab.theory;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Expectations under a normal distribution, {@code E f(z), z ~ N(0, s²)}, by Gauss-Legendre rules
 * of 20 points on pieces that are halved until halving changes nothing. Kinks are ends of pieces,
 * so that f is smooth in each; Gauss-Hermite rules, exact for polynomials, lose five digits at a
 * kink and need 100 points for tanh.
 */
public final class GaussianQuadrature {
  /** What lies beyond 12 s has probability 4e−33. */
  private static final double END = 12;

  private static final int POINTS = 20;
  private static final double[] NODES = new double[POINTS / 2];
  private static final double[] WEIGHTS = new double[POINTS / 2];

  /** Halving a piece changed the rule by no more than rounding does. */
  private static final double ENOUGH = 0x1p-52;

  private static final int DEEPEST = 60;

  static {
    for (int i = 0; i < POINTS / 2; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (POINTS + 0.5));
      double derivative = 0;
      for (int newton = 0; newton < 20; newton++) {
        double before = 1;
        double p = x;
        for (int k = 2; k <= POINTS; k++) {
          double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
          before = p;
          p = next;
        }
        derivative = POINTS * (x * p - before) / (x * x - 1);
        x -= p / derivative;
      }
      NODES[i] = x;
      WEIGHTS[i] = 2 / ((1 - x * x) * derivative * derivative);
    }
  }

  private GaussianQuadrature() {}

  /**
   * The expectation of a function.
   *
   * @param f the function, analytic between its kinks, growing at most like a polynomial
   * @param kinks where f is not smooth
   * @param variance s², positive
   * @return E f(z), to a few units in the last place of E |f(z)|
   */
  public static double expectation(DoubleUnaryOperator f, List<Double> kinks, double variance) {
    double s = Math.sqrt(variance);
    DoubleUnaryOperator integrand =
        u -> Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI) * f.applyAsDouble(s * u);
    double[] ends =
        java.util.stream.DoubleStream.concat(
                java.util.stream.DoubleStream.of(-END, -4, 0, 4, END),
                kinks.stream().mapToDouble(kink -> kink / s).filter(u -> Math.abs(u) < END))
            .sorted()
            .distinct()
            .toArray();
    double[] whole = new double[ends.length - 1];
    double size = 0;
    for (int i = 0; i < whole.length; i++) {
      whole[i] = rule(integrand, ends[i], ends[i + 1]);
      size += rule(u -> Math.abs(integrand.applyAsDouble(u)), ends[i], ends[i + 1]);
    }
    Sum sum = new Sum();
    for (int i = 0; i < whole.length; i++) {
      halve(integrand, ends[i], ends[i + 1], whole[i], size * ENOUGH, DEEPEST, sum);
    }
    return sum.value();
  }

  private static void halve(
      DoubleUnaryOperator f, double a, double b, double whole, double enough, int depth, Sum sum) {
    double middle = a + (b - a) / 2;
    double left = rule(f, a, middle);
    double right = rule(f, middle, b);
    if (depth == 0 || Math.abs(left + right - whole) <= enough) {
      sum.add(left);
      sum.add(right);
    } else {
      halve(f, a, middle, left, enough, depth - 1, sum);
      halve(f, middle, b, right, enough, depth - 1, sum);
    }
  }

  /** The Gauss-Legendre rule on a piece. */
  private static double rule(DoubleUnaryOperator f, double a, double b) {
    double middle = a + (b - a) / 2;
    double half = (b - a) / 2;
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      double h = half * NODES[i];
      sum += WEIGHTS[i] * (f.applyAsDouble(middle - h) + f.applyAsDouble(middle + h));
    }
    return half * sum;
  }

  /** A sum that carries what rounding drops (Neumaier 1974). */
  private static final class Sum {
    private double sum;
    private double dropped;

    void add(double term) {
      double next = sum + term;
      dropped += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
      sum = next;
    }

    double value() {
      return sum + dropped;
    }
  }
}
