package dev.layerwise.lab.train;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Optimizer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What a researcher may want to see of a step, whatever the optimizer: with the gradient G and the
 * move ΔW of all parameters together, {@code ‖G‖}, {@code ‖ΔW‖}, the effective learning rate {@code
 * ‖ΔW‖/‖G‖} and the alignment {@code −⟨G, ΔW⟩/(‖G‖ ‖ΔW‖)}; and what the optimizer itself reports.
 */
final class Diagnostics {
  /** ΔW is a difference of weights: later digits are rounding errors, which would fill a chart. */
  private static final MathContext DIGITS = new MathContext(9);

  private final List<Parameter> parameters;
  private final List<Matrix> before;

  Diagnostics(List<Parameter> parameters) {
    this.parameters = parameters;
    before = parameters.stream().map(p -> p.value().copy()).toList();
  }

  /** Keeps the parameters before a step. */
  void before() {
    for (int i = 0; i < before.size(); i++) {
      before.get(i).setTo(parameters.get(i).value());
    }
  }

  /** Compares with the parameters after it. */
  List<Diagnosis> after(long step, Optimizer optimizer) {
    double GG = 0;
    double GD = 0;
    double DD = 0;
    for (int i = 0; i < before.size(); i++) {
      Matrix G = parameters.get(i).gradient();
      Matrix D = before.get(i).minusInPlace(parameters.get(i).value()); // D = −ΔW
      GG += G.dot(G);
      GD += G.dot(D);
      DD += D.dot(D);
    }
    List<Diagnosis> all = new ArrayList<>();
    add(all, "gradient norm", step, Math.sqrt(GG));
    add(all, "move norm", step, Math.sqrt(DD));
    add(all, "effective learning rate", step, Math.sqrt(DD / GG));
    add(all, "alignment", step, GD / Math.sqrt(GG * DD));
    optimizer.report((name, value) -> add(all, name, step, value));
    return all;
  }

  private static void add(List<Diagnosis> all, String name, long step, double value) {
    if (Double.isFinite(value)) {
      all.add(new Diagnosis(name, step, BigDecimal.valueOf(value).round(DIGITS).doubleValue()));
    }
  }
}
