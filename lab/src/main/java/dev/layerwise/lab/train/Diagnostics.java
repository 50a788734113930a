package dev.layerwise.lab.train;

import dev.layerwise.curvature.GaussNewtonProduct;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What a researcher may want to see of a step, whatever the optimizer. With the gradient G of the
 * batch and the move ΔW of all parameters together:
 *
 * <pre>
 * ‖G‖, ‖ΔW‖, ‖ΔW‖/‖G‖, −⟨G, ΔW⟩/(‖G‖ ‖ΔW‖)      the effective learning rate, the alignment
 * (L(W + ΔW) − L(W)) / (⟨G, ΔW⟩ + ½ ΔWᵀ C ΔW)    the reduction ratio
 * </pre>
 *
 * <p>C is the exact Gauss-Newton matrix of the batch. Further, what the optimizer itself reports.
 * Nothing that the next steps depend on changes.
 */
final class Diagnostics {
  /** ΔW is a difference of weights: later digits are rounding errors, which would fill a chart. */
  private static final MathContext DIGITS = new MathContext(9);

  private final NetworkObjective objective;
  private final GaussNewtonProduct curvature;
  private final List<Parameter> parameters;
  private final List<Matrix> before;
  private final List<Matrix> after;
  private final List<Matrix> buffers;
  private final IdentityHashMap<Parameter, Matrix> move = new IdentityHashMap<>();

  Diagnostics(NetworkObjective objective) {
    this.objective = objective;
    curvature = new GaussNewtonProduct(objective.pass(), objective.lossFunction());
    parameters = objective.parameters();
    before = parameters.stream().map(p -> p.value().copy()).toList();
    after = parameters.stream().map(p -> p.value().copy()).toList();
    buffers = objective.network().buffers().stream().map(b -> b.value().copy()).toList();
    parameters.forEach(p -> move.put(p, p.value().copy()));
  }

  /** Keeps the parameters before a step. */
  void before() {
    for (int i = 0; i < before.size(); i++) {
      before.get(i).setTo(parameters.get(i).value());
    }
  }

  /** Compares with the parameters after it. */
  List<Diagnosis> after(long step, Optimizer optimizer) {
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).setTo(objective.network().buffers().get(i).value());
    }
    double moved = objective.loss();
    goBack();
    double loss = objective.gradient();
    double GG = 0;
    double GD = 0;
    double DD = 0;
    for (Parameter p : parameters) {
      Matrix G = p.gradient();
      Matrix D = move.get(p);
      GG += G.dot(G);
      GD += G.dot(D);
      DD += D.dot(D);
    }
    Matrix form = Matrix.zeros(1, 1);
    curvature.at(objective.outputs()).quadraticForms(List.of(move::get), form);
    goForth();
    List<Diagnosis> all = new ArrayList<>();
    add(all, "gradient norm", step, Math.sqrt(GG));
    add(all, "move norm", step, Math.sqrt(DD));
    add(all, "effective learning rate", step, Math.sqrt(DD / GG));
    add(all, "alignment", step, -GD / Math.sqrt(GG * DD));
    add(all, "reduction ratio", step, (moved - loss) / (GD + 0.5 * form.get(0, 0)));
    optimizer.report((name, value) -> {
      boolean known = all.stream().anyMatch(d -> d.name().equals(name));
      add(all, known ? name + " (optimizer's)" : name, step, value);
    });
    return all;
  }

  /** Puts the parameters where they were, and keeps the move. */
  private void goBack() {
    for (int i = 0; i < before.size(); i++) {
      Parameter p = parameters.get(i);
      after.get(i).setTo(p.value());
      move.get(p).setTo(p.value()).minusInPlace(before.get(i)); // ΔW
      p.value().setTo(before.get(i));
    }
  }

  /** Puts parameters and running averages where the step left them. */
  private void goForth() {
    for (int i = 0; i < after.size(); i++) {
      parameters.get(i).value().setTo(after.get(i));
    }
    for (int i = 0; i < buffers.size(); i++) {
      objective.network().buffers().get(i).value().setTo(buffers.get(i));
    }
  }

  private static void add(List<Diagnosis> all, String name, long step, double value) {
    if (Double.isFinite(value)) {
      all.add(new Diagnosis(name, step, BigDecimal.valueOf(value).round(DIGITS).doubleValue()));
    }
  }

  /** The spectra of what the optimizer remembers. */
  static List<EigenvaluesAt> spectra(long step, Optimizer optimizer) {
    List<EigenvaluesAt> all = new ArrayList<>();
    optimizer.spectra((name, ascending) -> {
      double[] descending = new double[ascending.length];
      for (int i = 0; i < ascending.length; i++) {
        descending[i] = ascending[ascending.length - 1 - i];
      }
      all.add(new EigenvaluesAt(name, step, descending));
    });
    return all;
  }
}
