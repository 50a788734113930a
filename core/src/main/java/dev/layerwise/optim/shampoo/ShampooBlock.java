package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Multilinear;
import dev.layerwise.linalg.TensorBlock;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.shampoo.ShampooRules.Graft;
import dev.layerwise.optim.shampoo.ShampooRules.Kind;
import java.util.ArrayList;
import java.util.List;

/** A block of a parameter with a preconditioner of its own. */
final class ShampooBlock {
  private final ShampooRules rules;
  private final TensorBlock place;
  private final Multilinear modes;
  private final List<ShampooFactor> factors = new ArrayList<>();
  private final Matrix[] operators;
  private final Matrix gathered;
  private final Matrix p;
  private final Matrix rotated;
  private final Matrix m;
  private final Matrix f;
  private final Matrix V;
  private final Matrix D;
  private final Entries.Loop2 average = this::average;
  private double ofMean;
  private Matrix g;

  ShampooBlock(ShampooRules rules, String name, TensorBlock place) {
    this.rules = rules;
    this.place = place;
    int[] dims = place.dims();
    modes = new Multilinear(dims);
    operators = new Matrix[dims.length];
    for (int d = 0; d < dims.length; d++) {
      if (!rules.leavesAlone(dims.length, d)) {
        factors.add(new ShampooFactor(rules, "Shampoo: " + name, dims.length, d, dims[d]));
      }
    }
    boolean corrected = rules.kind == Kind.EIGENVALUE_CORRECTED;
    Matrix none = Matrix.zeros(0, 0);
    p = modes.zeros();
    gathered = place.isWhole() ? none : modes.zeros();
    g = gathered;
    m = rules.hasMomentum ? modes.zeros() : none;
    f = rules.hasMomentum && rules.beta3Differs ? modes.zeros() : none;
    V = corrected ? modes.zeros() : none;
    boolean multiplies = corrected || rules.kind == Kind.KL;
    rotated = multiplies ? modes.zeros() : none;
    D = rules.graft == Graft.NONE || rules.graft == Graft.SGD ? none : modes.zeros();
    point();
  }

  /** Lets the operators be those of the factors as they are now. */
  private void point() {
    for (int i = 0; i < factors.size(); i++) {
      operators[factors.get(i).d] = factors.get(i).operator();
    }
  }

  List<ShampooFactor> factors() {
    return factors;
  }

  /** Roughly the floating-point operations of all moments; twice that for one multiplication. */
  double flops() {
    return factors.stream().mapToDouble(this::flops).sum();
  }

  /** Roughly the floating-point operations of one moment. */
  double flops(ShampooFactor factor) {
    return (double) factor.n * p.rows() * p.cols();
  }

  /** Roughly the floating-point operations of a direction. */
  double directFlops() {
    return (rules.kind == Kind.EIGENVALUE_CORRECTED ? 6 : 2) * flops();
  }

  /** Whether moments of different factors, and a direction, may be computed at the same time. */
  boolean isLoose() {
    return modes.order() <= 2 && rules.kind != Kind.KL;
  }

  /** Takes the gradient of a step. */
  void take(Matrix G) {
    g = place.gather(G, gathered);
  }

  /** Takes the gradient into all second moments. */
  void accumulate(long t) {
    factors.forEach(factor -> accumulate(factor, t));
  }

  /** Takes the gradient into a second moment; KL: preconditioned along the other dimensions. */
  void accumulate(ShampooFactor factor, long t) {
    Matrix seen = g;
    if (rules.kind == Kind.KL) {
      operators[factor.d] = null;
      seen = modes.into(g, operators, rotated);
      operators[factor.d] = factor.operator();
    }
    double beta = rules.beta2.at(t);
    modes.lowerMoment(factor.d, rules.weight(beta), seen, beta, factor.L); // L ← β₂ L + ω G₍d₎G₍d₎ᵀ
  }

  /** A ← β A + ω B². */
  private static void addSquares(Matrix A, Matrix B, double beta, double weight) {
    Entries.each(
        A,
        B,
        (a, b, n) -> {
          for (int i = 0; i < n; i++) {
            a[i] = beta * a[i] + weight * b[i] * b[i];
          }
        });
  }

  /** Computes the direction and puts it in its place. */
  void direct(Matrix direction, long t) {
    point();
    switch (rules.graft) {
      case NONE, SGD -> {}
      case ADAGRAD -> addSquares(D, g, 1, 1);
      case RMSPROP, ADAM ->
          addSquares(
              D, g, rules.graftBeta2.at(t), rules.graftSums ? 1 : 1 - rules.graftBeta2.at(t));
    }
    boolean corrected = rules.kind == Kind.EIGENVALUE_CORRECTED;
    double beta2 = rules.beta2.at(t);
    if (corrected) {
      modes.into(g, operators, rotated); // ĝ = QᵀG Q
      addSquares(V, rotated, beta2, rules.weight(beta2)); // V ← β₂ V + (1 − β₂) ĝ²
    }
    Matrix filtered = filter(t);
    double scale = filterScale(t);
    if (t < rules.start && rules.graft != Graft.NONE) {
      graftDirection(filtered, scale, t);
    } else {
      if (corrected) {
        modes.into(filtered, operators, rotated);
        divide(scale, t);
        modes.outOf(rotated, operators, p);
      } else {
        modes.into(filtered, operators, p);
        if (scale != 1) {
          p.timesInPlace(scale);
        }
      }
      if (rules.graft != Graft.NONE) {
        p.timesInPlace(graftNorm(filtered, scale, t) / (p.frobeniusNorm() + 1e-16));
      }
    }
    place.scatter(p, direction);
  }

  /** The gradient that is preconditioned, but for its {@link #filterScale}. */
  private Matrix filter(long t) {
    if (!rules.hasMomentum) {
      return g;
    }
    double beta1 = rules.beta1.at(t);
    if (rules.beta3Differs) {
      double beta3 = rules.beta3(t);
      Entries.each(
          f,
          m,
          g,
          (a, past, b, n) -> {
            for (int i = 0; i < n; i++) {
              a[i] = beta3 * past[i] + (1 - beta3) * b[i];
            }
          });
    }
    ofMean = beta1;
    Entries.each(m, g, average);
    return rules.beta3Differs ? f : m;
  }

  private void average(double[] mean, double[] fresh, int n) {
    double past = ofMean;
    for (int i = 0; i < n; i++) {
      mean[i] = past * mean[i] + (1 - past) * fresh[i];
    }
  }

  /** 1/(1 − β₃ β₁^(t−1)). */
  private double filterScale(long t) {
    return rules.hasMomentum && rules.biasCorrection
        ? 1 / (1 - rules.beta3(t) * Math.pow(rules.beta1.at(t), (double) t - 1))
        : 1;
  }

  /** f̂ ← f̂ / ((V/(1 − β₂ᵗ))^e + ε). */
  private void divide(double scale, long t) {
    double correction = rules.correction2(t);
    double epsilon = rules.epsilon.at(t);
    double e = rules.correctedExponent(modes.order());
    Entries.each(
        rotated,
        V,
        (r, v, n) -> {
          if (e == 0.5) {
            for (int i = 0; i < n; i++) {
              r[i] = scale * r[i] / (Math.sqrt(v[i] / correction) + epsilon);
            }
          } else {
            for (int i = 0; i < n; i++) {
              r[i] = scale * r[i] / (Math.pow(v[i] / correction, e) + epsilon);
            }
          }
        });
  }

  private double graftCorrection(long t) {
    return rules.graft == Graft.ADAM ? 1 - Math.pow(rules.graftBeta2.at(t), (double) t) : 1;
  }

  private void graftDirection(Matrix filtered, double scale, long t) {
    if (rules.graft == Graft.SGD) {
      p.setTo(filtered).timesInPlace(scale);
      return;
    }
    double correction = graftCorrection(t);
    double epsilon = rules.graftEpsilon.at(t);
    Entries.each(
        p,
        filtered,
        D,
        (a, b, c, n) -> {
          for (int i = 0; i < n; i++) {
            a[i] = scale * b[i] / (Math.sqrt(c[i] / correction) + epsilon);
          }
        });
  }

  private double graftNorm(Matrix filtered, double scale, long t) {
    if (rules.graft == Graft.SGD) {
      return scale * filtered.frobeniusNorm();
    }
    double correction = graftCorrection(t);
    double epsilon = rules.graftEpsilon.at(t);
    double[] sum = {0};
    Entries.each(
        filtered,
        D,
        (b, c, n) -> {
          double s = 0;
          for (int i = 0; i < n; i++) {
            double x = b[i] / (Math.sqrt(c[i] / correction) + epsilon);
            s += x * x;
          }
          sum[0] = s;
        });
    return scale * Math.sqrt(sum[0]);
  }

  void state(StateVisitor visitor) {
    for (ShampooFactor factor : factors) {
      factor.state(visitor);
    }
    visit(visitor, "m", m);
    visit(visitor, "V", V);
    visit(visitor, "graft", D);
  }

  private static void visit(StateVisitor visitor, String name, Matrix M) {
    if (M.rows() > 0) {
      visitor.matrix(name, M);
    }
  }
}
