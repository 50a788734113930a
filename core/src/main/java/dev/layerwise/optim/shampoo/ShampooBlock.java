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
  private final Matrix apart;
  private final Matrix rotated;
  private final Matrix m;
  private final Matrix f;
  private final Matrix V;
  private final Matrix D;
  private final double correctedExponent;
  private final Entries.Loop2 average = this::average;
  private final Entries.Loop3 blend = this::blend;
  private final Entries.Loop2 square = this::square;
  private final Entries.Loop2 divide = this::divide;
  private final Entries.Loop3 graft = this::graft;
  private final Entries.Sum2 graftSquares = this::graftSquares;

  // What the loops read; a loop that captured it would be allocated in every step.
  private double past;
  private double fresh;
  private double scale;
  private double correction;
  private double epsilon;
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
    apart = place.isWhole() ? none : modes.zeros();
    gathered = place.isWhole() ? none : modes.zeros();
    g = gathered;
    m = rules.hasMomentum ? modes.zeros() : none;
    f = rules.hasMomentum && rules.beta3Differs ? modes.zeros() : none;
    V = corrected ? modes.zeros() : none;
    boolean multiplies = corrected || rules.kind == Kind.KL;
    rotated = multiplies ? modes.zeros() : none;
    D = rules.graft == Graft.NONE || rules.graft == Graft.SGD ? none : modes.zeros();
    correctedExponent = rules.correctedExponent(dims.length);
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
    return factor.n * (double) modes.size();
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
  private void addSquares(Matrix A, Matrix B, double beta, double weight) {
    past = beta;
    fresh = weight;
    Entries.each(A, B, square);
  }

  private void square(double[] a, double[] b, int n) {
    double beta = past;
    double weight = fresh;
    for (int i = 0; i < n; i++) {
      a[i] = beta * a[i] + weight * b[i] * b[i];
    }
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
    scale = filterScale(t);
    Matrix p = place.isWhole() ? direction : apart;
    if (t < rules.start && rules.graft != Graft.NONE) {
      graftDirection(filtered, t, p);
    } else {
      if (corrected) {
        modes.into(filtered, operators, rotated);
        divide(t);
        modes.outOf(rotated, operators, p);
      } else {
        modes.into(filtered, operators, p);
        if (scale != 1) {
          p.timesInPlace(scale);
        }
      }
      if (rules.graft != Graft.NONE) {
        p.timesInPlace(graftNorm(filtered, t) / (p.frobeniusNorm() + 1e-16));
      }
    }
    place.scatter(p, direction);
  }

  /** The gradient that is preconditioned, but for its {@link #filterScale}. */
  private Matrix filter(long t) {
    if (!rules.hasMomentum) {
      return g;
    }
    if (rules.beta3Differs) {
      past = rules.beta3(t);
      Entries.each(f, m, g, blend);
    }
    past = rules.beta1.at(t);
    Entries.each(m, g, average);
    return rules.beta3Differs ? f : m;
  }

  private void blend(double[] a, double[] mean, double[] now, int n) {
    double beta3 = past;
    for (int i = 0; i < n; i++) {
      a[i] = beta3 * mean[i] + (1 - beta3) * now[i];
    }
  }

  private void average(double[] mean, double[] now, int n) {
    double beta1 = past;
    for (int i = 0; i < n; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * now[i];
    }
  }

  /** 1/(1 − β₃ β₁^(t−1)). */
  private double filterScale(long t) {
    return rules.hasMomentum && rules.biasCorrection
        ? 1 / (1 - rules.beta3(t) * Math.pow(rules.beta1.at(t), (double) t - 1))
        : 1;
  }

  /** f̂ ← f̂ / ((V/(1 − β₂ᵗ))^e + ε). */
  private void divide(long t) {
    correction = rules.correction2(t);
    epsilon = rules.epsilon.at(t);
    Entries.each(rotated, V, divide);
  }

  private void divide(double[] r, double[] v, int n) {
    double factor = scale;
    double weight = correction;
    double beside = epsilon;
    double e = correctedExponent;
    if (e == 0.5) {
      for (int i = 0; i < n; i++) {
        r[i] = factor * r[i] / (Math.sqrt(v[i] / weight) + beside);
      }
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = factor * r[i] / (Math.pow(v[i] / weight, e) + beside);
      }
    }
  }

  private double graftCorrection(long t) {
    return rules.graft == Graft.ADAM ? 1 - Math.pow(rules.graftBeta2.at(t), (double) t) : 1;
  }

  private void graftDirection(Matrix filtered, long t, Matrix p) {
    if (rules.graft == Graft.SGD) {
      p.setTo(filtered).timesInPlace(scale);
      return;
    }
    correction = graftCorrection(t);
    epsilon = rules.graftEpsilon.at(t);
    Entries.each(p, filtered, D, graft);
  }

  private void graft(double[] a, double[] b, double[] c, int n) {
    double factor = scale;
    double weight = correction;
    double beside = epsilon;
    for (int i = 0; i < n; i++) {
      a[i] = factor * b[i] / (Math.sqrt(c[i] / weight) + beside);
    }
  }

  private double graftNorm(Matrix filtered, long t) {
    if (rules.graft == Graft.SGD) {
      return scale * filtered.frobeniusNorm();
    }
    correction = graftCorrection(t);
    epsilon = rules.graftEpsilon.at(t);
    return scale * Math.sqrt(Entries.sum(filtered, D, graftSquares));
  }

  private double graftSquares(double[] b, double[] c, int n) {
    double weight = correction;
    double beside = epsilon;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double x = b[i] / (Math.sqrt(c[i] / weight) + beside);
      sum += x * x;
    }
    return sum;
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
