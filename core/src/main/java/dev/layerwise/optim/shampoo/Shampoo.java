package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.TensorBlock;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Jobs;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * Shampoo as in Distributed Shampoo, with its order of things. For each block, a tensor of order o:
 *
 * <pre>
 * G ← clip(G) (+ ω W, decay as L2)
 * L_d ← β₂ L_d + (1 − β₂) G₍d₎ G₍d₎ᵀ       second moment along dimension d; β₂ = 1: sum
 * P_d = (L_d/(1 − β₂ᵗ) + ε I)^(−1/(2o))     every so many steps
 * m ← β₁ m + (1 − β₁) G,  f = m/(1 − β₁ᵗ)
 * D = f times P_d along every dimension;     grafting: D ← D ‖D_graft‖/‖D‖
 * D ← D min(1, √(c/(η² Σ⟨D, G⟩)))           KL clipping, over all parameters
 * D ← D + ω W,  M ← μ M + (1 − τ) D,  W ← W − η M
 * </pre>
 *
 * <p>Decompositions of different factors run in parallel. A factor that cannot be decomposed keeps
 * its last root. Source: Gupta, Koren and Singer 2018, Algorithm 1 for matrices and Gupta, Koren
 * and Singer 2018, Algorithm 2 for tensors; Shi et al. 2023, arXiv:2309.06497.
 */
public final class Shampoo implements Optimizer {
  private final List<Parameter> parameters;
  private final ShampooRules rules;
  private final Around around;
  private final Schedule eta;
  private final Schedule decay;
  private final String decayKind;
  private final Schedule peak;
  private final boolean singleRate;
  private final Averaging averaging;
  private final List<Part> parts = new ArrayList<>();
  private final List<Matrix> D = new ArrayList<>();
  private final List<ShampooFactor> factors = new ArrayList<>();
  private final Phases phases = new Phases();
  private final Jobs moments = new Jobs();
  private final Jobs decompositions = new Jobs();
  private final Jobs directions = new Jobs();
  private final Jobs together = new Jobs();
  private boolean loose = true;
  private long t;

  /** A parameter: its blocks, and the direction that they make up. */
  private record Part(String name, List<ShampooBlock> blocks, Matrix D) {}

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param settings values of {@link ShampooSettings}
   * @throws IllegalArgumentException if settings do not go together
   */
  public Shampoo(List<Parameter> parameters, Settings settings) {
    this.parameters = List.copyOf(parameters);
    rules = new ShampooRules(settings);
    around = new Around(this.parameters, settings);
    eta = settings.schedule("lr");
    decay = settings.schedule("weight-decay");
    decayKind = settings.text("decay");
    peak = settings.schedule("peak-lr");
    singleRate = settings.flag("lr-float32");
    averaging = new Averaging(this.parameters, settings);
    for (Parameter p : this.parameters) {
      Part part = new Part(p.name(), blocks(p), Around.zerosLike(p));
      parts.add(part);
      D.add(part.D);
      for (ShampooBlock block : part.blocks) {
        plan(block, part.D);
      }
    }
    together.add(moments).add(directions);
  }

  private void plan(ShampooBlock block, Matrix D) {
    loose &= block.isLoose();
    if (block.isLoose()) {
      for (ShampooFactor factor : block.factors()) {
        moments.add(block.flops(factor), () -> block.accumulate(factor, t));
      }
    } else {
      moments.add(block.flops(), () -> block.accumulate(t));
    }
    for (ShampooFactor factor : block.factors()) {
      factors.add(factor);
      decompositions.add(10.0 * factor.n * factor.n * factor.n, () -> factor.refresh(t));
    }
    directions.add(block.directFlops(), () -> block.direct(D, t));
  }

  private List<ShampooBlock> blocks(Parameter p) {
    int[] shape = p.shape().stream().mapToInt(Integer::intValue).toArray();
    int[] merged = TensorBlock.mergeSmallDims(shape, rules.maxDim, rules.targetDims);
    List<ShampooBlock> blocks = new ArrayList<>();
    for (TensorBlock place : TensorBlock.split(shape, merged, rules.maxDim)) {
      blocks.add(new ShampooBlock(rules, p.name() + ", block " + blocks.size(), place));
    }
    return blocks;
  }

  @Override
  public double step(Objective objective) {
    double loss = around.gradient(objective, phases, t + 1);
    t++;
    double omega = decay.at(t);
    if (omega != 0 && decayKind.equals("l2")) {
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).gradient().plusInPlace(omega, parameters.get(i).value());
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      Matrix G = parameters.get(i).gradient();
      List<ShampooBlock> blocks = parts.get(i).blocks;
      for (int b = 0; b < blocks.size(); b++) {
        blocks.get(b).take(G);
      }
    }
    precondition();
    move(omega);
    phases.stop();
    return loss;
  }

  /** Moments and directions are computed at the same time where no refresh is between them. */
  private void precondition() {
    if (loose && !rules.refreshes(t)) {
      together.run();
      return;
    }
    phases.enter(Phases.Phase.STATISTICS);
    moments.run();
    if (rules.refreshes(t)) {
      phases.enter(Phases.Phase.DECOMPOSITION);
      decompositions.run();
      factors.forEach(ShampooFactor::settle);
    }
    phases.enter(Phases.Phase.UPDATE);
    directions.run();
  }

  private double rate() {
    double rate = eta.at(t);
    return singleRate ? (double) (float) rate : rate;
  }

  private double peak() {
    double said = peak.at(t);
    return said == 0 ? eta.at(1) : said;
  }

  private void move(double omega) {
    double rate = rate();
    double beside =
        switch (decayKind) {
          case "decoupled" -> omega;
          case "corrected" -> omega * rate / peak();
          case "independent" -> omega / peak();
          default -> 0;
        };
    averaging.at(t);
    around.changeLengths(t, rate, D);
    for (int i = 0; i < parameters.size(); i++) {
      Matrix W = parameters.get(i).value();
      Matrix step = D.get(i);
      if (beside != 0 && !averaging.isOn()) {
        step.plusInPlace(beside, W); // D ← D + ω W
      }
      step = around.withMomentum(i, step, t);
      if (averaging.isOn()) {
        averaging.move(i, W, step, rate, beside);
      } else {
        W.plusInPlace(-rate, step); // W ← W − η D
      }
    }
  }

  /**
   * Generalised primal averaging: {@code Z ← (1 − η ω) Z, δ = Z − W, Z ← Z − η D, W ← W − (1 − μₓ
   * μ_y) η D + (1 − μₓ) δ}, Z starting as W.
   */
  private static final class Averaging {
    private final Schedule weightX;
    private final Schedule weightY;
    private final boolean single;
    private double muX;
    private double muY;
    private final List<Matrix> Z;
    private final List<String> names;

    Averaging(List<Parameter> parameters, Settings settings) {
      single = settings.flag("lr-float32");
      weightX = settings.schedule("average-x");
      weightY = settings.schedule("average-y");
      boolean on = settings.flag("averaging");
      Z = on ? parameters.stream().map(p -> p.value().copy()).toList() : List.of();
      names = parameters.stream().map(Parameter::name).toList();
    }

    boolean isOn() {
      return !Z.isEmpty();
    }

    /** Reads the weights of a step. */
    void at(long t) {
      muX = rounded(weightX.at(t));
      muY = rounded(weightY.at(t));
    }

    private double rounded(double weight) {
      return single ? (double) (float) weight : weight;
    }

    void move(int i, Matrix W, Matrix D, double rate, double omega) {
      double keep = 1 - rate * omega;
      double step = (1 - muX * muY) * rate;
      double pull = 1 - muX;
      Entries.each(
          W,
          Z.get(i),
          D,
          (w, z, d, n) -> {
            for (int k = 0; k < n; k++) {
              double decayed = keep * z[k];
              double delta = decayed - w[k];
              z[k] = decayed - rate * d[k];
              w[k] = w[k] - step * d[k] + pull * delta;
            }
          });
    }

    void state(StateVisitor visitor) {
      for (int i = 0; i < Z.size(); i++) {
        visitor.matrix(names.get(i) + "/Z", Z.get(i));
      }
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    t = visitor.whole("t", t);
    around.state(visitor);
    averaging.state(visitor);
    for (Part part : parts) {
      for (int b = 0; b < part.blocks.size(); b++) {
        StateVisitor inner = visitor.in(part.name);
        part.blocks.get(b).state(part.blocks.size() == 1 ? inner : inner.in("block" + b));
      }
    }
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    reader.accept("learning rate", eta.at(t));
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    for (Part part : parts) {
      for (int b = 0; b < part.blocks.size(); b++) {
        String block = part.blocks.size() == 1 ? "" : " block " + b;
        for (ShampooFactor factor : part.blocks.get(b).factors()) {
          reader.accept(part.name + block + " dimension " + factor.d, factor.spectrum());
        }
      }
    }
  }
}
