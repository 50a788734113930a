package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.List;

/** Momentum, the weight decay that stands beside it, and the move: one pass over the entries. */
final class Move {
  /** How momentum counts; see {@link Descent}. */
  enum Form {
    PYTORCH,
    SHAMPOO,
    STEP
  }

  private final Form form;
  private final boolean nesterov;
  private final List<Matrix> momentum;
  private final Entries.Loop2 plain = this::plain;
  private final Entries.Loop3 heavy = this::heavy;

  private double past;
  private double fresh;
  private double ofDirection;
  private double ofMomentum;
  private double before = 1;
  private double after = 1;
  private double inDirection;
  private double scale = 1;

  /** Without momentum if the form's schedule is 0 for ever. */
  Move(List<Parameter> parameters, Form form, boolean nesterov, boolean remembers) {
    this.form = form;
    this.nesterov = nesterov;
    this.momentum =
        remembers
            ? parameters.stream()
                .map(p -> Matrix.zeros(p.value().rows(), p.value().cols()))
                .toList()
            : List.of();
  }

  /** Sets the factors of a step. */
  void at(long t, double eta, double mu, double tau) {
    past = form == Form.PYTORCH && t == 1 ? 0 : mu;
    fresh = form == Form.PYTORCH && t == 1 ? 1 : 1 - tau;
    double rate = eta;
    if (form == Form.STEP) {
      fresh *= eta;
      rate = 1;
    }
    ofMomentum = nesterov ? rate * mu : rate;
    ofDirection = nesterov ? (form == Form.PYTORCH ? eta : rate * fresh) : 0;
    if (momentum.isEmpty()) {
      ofMomentum = 0;
      ofDirection = eta;
    }
  }

  /** Sets the weight decay of a step: factors before and after the move, and part of D. */
  void decay(double factorBefore, double factorAfter, double addedToDirection) {
    before = factorBefore;
    after = factorAfter;
    inDirection = addedToDirection;
  }

  /** W ← W₊, for D times a number. */
  void apply(int i, Matrix W, Matrix D, double timesD) {
    scale = timesD;
    if (momentum.isEmpty()) {
      Entries.each(W, D, plain);
    } else {
      Entries.each(W, D, momentum.get(i), heavy);
    }
  }

  private void plain(double[] w, double[] d, int n) {
    double ofD = ofDirection * scale;
    double keep = after * (before - ofDirection * inDirection);
    double rate = after * ofD;
    for (int i = 0; i < n; i++) {
      w[i] = keep * w[i] - rate * d[i];
    }
  }

  private void heavy(double[] w, double[] d, double[] m, int n) {
    double mu = past;
    double one = fresh;
    double byD = ofDirection;
    double byM = ofMomentum;
    double keep = before;
    double then = after;
    double omega = inDirection;
    double times = scale;
    for (int i = 0; i < n; i++) {
      double di = times * d[i] + omega * w[i];
      double mi = mu * m[i] + one * di;
      m[i] = mi;
      w[i] = then * (keep * w[i] - byD * di - byM * mi); // W ← W − η D
    }
  }

  void state(List<Parameter> parameters, StateVisitor visitor) {
    for (int i = 0; i < momentum.size(); i++) {
      visitor.matrix(parameters.get(i).name() + "/momentum", momentum.get(i));
    }
  }
}
