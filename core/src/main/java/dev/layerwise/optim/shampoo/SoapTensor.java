package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Eigenbasis;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Multilinear;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.Symmetric;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.linalg.TensorBlock;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter as SOAP sees it: second moments, bases, and Adam's two means in the bases. Source:
 * Vyas et al. 2024, Algorithm 3 and Vyas et al. 2024, Algorithm 4.
 */
final class SoapTensor {
  /** The second moment along one dimension, and its eigenvectors in descending order. */
  static final class Axis {
    final int d;
    final int n;

    /** The lower triangle is kept up to date. */
    private final Matrix GG;

    private final Eigenbasis basis;
    private final Failures failures;
    private NumericalException problem;
    private int[] order = {};

    private Axis(String name, int d, int n, int tolerated) {
      this.d = d;
      this.n = n;
      GG = Matrix.zeros(n, n);
      basis = new Eigenbasis(n);
      failures = new Failures("SOAP: " + name + ", dimension " + d, tolerated);
    }

    /** The eigenvalues of the second moment, ascending. */
    double[] spectrum() {
      return SymmetricEigen.valuesOf(GG);
    }

    /** Takes the eigenvectors of the first second moment; a failure leaves the identity. */
    void begin() {
      problem = null;
      try {
        basis.decompose(GG, /* canonical= */ true);
        basis.reverse();
      } catch (NumericalException e) {
        problem = e;
      }
    }

    /** A step of orthogonal iteration; a failure leaves the basis as it was. */
    void refresh() {
      problem = null;
      try {
        order = basis.power(Symmetric.mirrorLower(GG));
      } catch (NumericalException e) {
        problem = e;
      }
    }

    private void settle() {
      if (problem == null) {
        failures.succeeded();
      } else {
        failures.failed(problem);
      }
    }
  }

  private final TensorBlock place;
  private final Multilinear modes;
  private final List<Axis> axes = new ArrayList<>();
  private final Matrix[] Q;
  private final Matrix gathered;

  /** The turned gradient; where it can be, its place is the direction's. */
  private final Matrix r;

  private final Matrix direction;
  private final Matrix m;
  private final Matrix v;
  private final Entries.Loop3 adam = this::adam;
  private double ofMean;
  private double ofSquares;
  private double beside;
  private Matrix g;

  /**
   * Starts.
   *
   * @param name of the parameter
   * @param place the parameter, its dimensions merged or not
   * @param D what the parameter moves along
   * @param maxDim larger dimensions have no basis
   * @param tolerated failures in a row
   */
  SoapTensor(String name, TensorBlock place, Matrix D, int maxDim, int tolerated) {
    this.place = place;
    int[] dims = place.dims();
    modes = new Multilinear(dims);
    Q = new Matrix[dims.length];
    for (int d = 0; d < dims.length; d++) {
      if (dims[d] <= maxDim) {
        axes.add(new Axis(name, d, dims[d], tolerated));
      }
    }
    gathered = place.isWhole() ? Matrix.zeros(0, 0) : modes.zeros();
    g = gathered;
    boolean inPlace = axes.isEmpty() || (dims.length == 2 && axes.size() == 2);
    r = place.isWhole() && inPlace ? D : modes.zeros();
    direction = place.isWhole() ? Matrix.zeros(0, 0) : modes.zeros();
    m = modes.zeros();
    v = modes.zeros();
    point();
  }

  private void point() {
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      Q[axis.d] = axis.basis.vectors();
    }
  }

  List<Axis> axes() {
    return axes;
  }

  /** Roughly the floating-point operations of all second moments; twice that for a rotation. */
  double flops() {
    return axes.stream().mapToDouble(this::flops).sum();
  }

  /** Roughly the floating-point operations of one second moment. */
  double flops(Axis axis) {
    return axis.n * (double) modes.size();
  }

  /** Whether second moments, and a direction, may be computed at the same time. */
  boolean isLoose() {
    return modes.order() <= 2;
  }

  /** Takes the gradient of a step. */
  void take(Matrix G) {
    g = place.gather(G, gathered);
  }

  /** GG ← β GG + (1 − β) g gᵀ along a dimension. */
  void accumulate(Axis axis, double beta) {
    modes.lowerMoment(axis.d, 1 - beta, g, beta, axis.GG);
  }

  /** The same along all dimensions, one after another. */
  void accumulate(double beta) {
    for (int i = 0; i < axes.size(); i++) {
      accumulate(axes.get(i), beta);
    }
  }

  /** After the first decomposition. */
  void begun() {
    settle();
    point();
  }

  /** Counts failures. */
  void settle() {
    for (int i = 0; i < axes.size(); i++) {
      axes.get(i).settle();
    }
  }

  /**
   * Adam in the bases: {@code m ← β₁ m + (1 − β₁) r, v ← β₂ v + (1 − β₂) r²} with r the rotated
   * gradient; the direction {@code m/(√v + ε)}, rotated back.
   */
  void direct(Matrix D, double beta1, double beta2, double epsilon) {
    point();
    modes.into(g, Q, r); // r = QᵀG Q
    ofMean = beta1;
    ofSquares = beta2;
    beside = epsilon;
    Entries.each(r, m, v, adam);
    place.scatter(modes.outOf(r, Q, place.isWhole() ? D : direction), D);
  }

  private void adam(double[] x, double[] mean, double[] squares, int n) {
    double one = ofMean;
    double two = ofSquares;
    double epsilon = beside;
    for (int i = 0; i < n; i++) {
      double now = x[i];
      mean[i] = one * mean[i] + (1 - one) * now;
      squares[i] = two * squares[i] + (1 - two) * now * now;
      x[i] = mean[i] / (Math.sqrt(squares[i]) + epsilon);
    }
  }

  /** Turns m out of the bases, before they change. */
  void leave() {
    modes.outOf(m, Q, r);
  }

  /** Turns m into the changed bases, and gives v their order. */
  void enter() {
    point();
    modes.into(r, Q, m);
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      if (axis.problem == null) {
        v.setTo(modes.permute(axis.d, axis.order, v, r));
      }
    }
  }

  void state(StateVisitor visitor) {
    for (Axis axis : axes) {
      visitor.matrix("GG" + axis.d, Symmetric.mirrorLower(axis.GG));
      visitor.matrix("Q" + axis.d, axis.basis.vectors());
      axis.failures.state(visitor.in("factor" + axis.d));
    }
    visitor.matrix("m", m);
    visitor.matrix("v", v);
  }
}
