package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.TensorBlock;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Jobs;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Setting.Whole;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * SOAP as its authors' code has it: Adam in the eigenbasis of Shampoo's second moments.
 *
 * <pre>
 * first step: GG_d ← (1 − β) G₍d₎ G₍d₎ᵀ, Q_d = eigenvectors of GG_d, descending; nothing moves
 * R = Q₁ᵀ G Q₂
 * m ← β₁ m + (1 − β₁) R,  v ← β₂ v + (1 − β₂) R²
 * W ← W − η √(1 − β₂ˢ)/(1 − β₁ˢ) Q₁ (m/(√v + ε)) Q₂ᵀ;   W ← (1 − η ω) W
 * GG_d ← β GG_d + (1 − β) G₍d₎ G₍d₎ᵀ
 * every so many steps: columns of Q_d, and v, by descending qᵀGG q; Q_d ← qr(GG_d Q_d); m turned
 * </pre>
 *
 * <p>The mean m is turned where the bases change alone; turning it back and forth at every step, as
 * the reference does, is the same up to rounding. Eigenspaces of several dimensions of the first
 * second moment, such as its null space, have a basis that does not depend on the LAPACK build, see
 * {@link dev.layerwise.linalg.Eigenbasis#decompose}; null vectors stay where they are in {@code
 * qr(GG Q)}. Source: Vyas et al. 2024, Algorithm 3, arXiv:2409.11321; nikhilvyas/SOAP a1e5535.
 */
public final class Soap implements Optimizer {
  private final List<Parameter> parameters;
  private final Around around;
  private final Schedule eta;
  private final Schedule beta1;
  private final Schedule beta2;
  private final Schedule shampooBeta;
  private final Schedule epsilon;
  private final Schedule decay;
  private final String decayKind;
  private final long frequency;
  private final boolean normalizes;
  private final boolean corrects;
  private final List<SoapTensor> tensors = new ArrayList<>();
  private final Jobs moments = new Jobs();
  private final Jobs beginnings = new Jobs();
  private final Jobs directions = new Jobs();
  private final Jobs together = new Jobs();
  private final Jobs leaving = new Jobs();
  private final Jobs refreshes = new Jobs();
  private final Jobs entries = new Jobs();
  private final Entries.Loop2 move = this::move;
  private double ofWeights;
  private double ofDirection;
  private boolean loose = true;
  private final List<Matrix> D;
  private final Phases phases = new Phases();
  private long t;

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param settings values of {@link #settings}
   */
  public Soap(List<Parameter> parameters, Settings settings) {
    this.parameters = List.copyOf(parameters);
    around = new Around(this.parameters, settings);
    eta = settings.schedule("lr");
    beta1 = settings.schedule("beta1");
    beta2 = settings.schedule("beta2");
    shampooBeta = settings.schedule("shampoo-beta");
    epsilon = settings.schedule("epsilon");
    decay = settings.schedule("weight-decay");
    decayKind = settings.text("decay");
    frequency = settings.whole("frequency");
    normalizes = settings.flag("normalize");
    corrects = settings.flag("bias-correction");
    D = this.parameters.stream().map(Around::zerosLike).toList();
    for (int i = 0; i < D.size(); i++) {
      SoapTensor tensor = tensor(this.parameters.get(i), D.get(i), settings);
      tensors.add(tensor);
      plan(tensor, D.get(i));
    }
    together.add(moments).add(directions);
  }

  private void plan(SoapTensor tensor, Matrix direction) {
    loose &= tensor.isLoose();
    double beside = 4 * tensor.flops();
    directions.add(beside, () -> tensor.direct(direction, beta1.at(t), beta2.at(t), epsilon.at(t)));
    if (tensor.axes().isEmpty()) {
      return;
    }
    leaving.add(beside / 2, tensor::leave);
    entries.add(beside / 2, tensor::enter);
    if (!tensor.isLoose()) {
      moments.add(tensor.flops(), () -> tensor.accumulate(shampooBeta()));
    }
    for (SoapTensor.Axis axis : tensor.axes()) {
      double cube = (double) axis.n * axis.n * axis.n;
      if (tensor.isLoose()) {
        moments.add(tensor.flops(axis), () -> tensor.accumulate(axis, shampooBeta()));
      }
      beginnings.add(20 * cube, axis::begin);
      refreshes.add(10 * cube, axis::refresh);
    }
  }

  /** The weight of the past in GG: β, or where that is negative β₂. */
  private double shampooBeta() {
    double beta = shampooBeta.at(t);
    return beta < 0 ? beta2.at(t) : beta;
  }

  private static SoapTensor tensor(Parameter p, Matrix direction, Settings settings) {
    int[] shape = p.shape().stream().mapToInt(Integer::intValue).toArray();
    int maxDim = Math.toIntExact(settings.whole("max-dim"));
    boolean merges = settings.flag("merge-dims") && shape.length > 1;
    boolean last = settings.text("data-format").equals("channels-last") && shape.length == 4;
    TensorBlock place;
    if (merges && last) {
      int[] moved = {shape[0], shape[3], shape[1], shape[2]};
      place = TensorBlock.channelsFirst(shape, TensorBlock.mergeFromFirst(moved, maxDim));
    } else {
      int[] merged = merges ? TensorBlock.mergeFromFirst(shape, maxDim) : shape;
      place = TensorBlock.split(shape, merged, Integer.MAX_VALUE).getFirst();
    }
    boolean rotates = shape.length > 1 || settings.flag("precondition-1d");
    int tolerated = Math.toIntExact(settings.whole("tolerated-failures"));
    return new SoapTensor(p.name(), place, direction, rotates ? maxDim : 0, tolerated);
  }

  /** The settings, with the reference's defaults. */
  public static List<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    all.addAll(
        List.of(
            of("lr", Real.NON_NEGATIVE, "0.003", "learning rate η"),
            of("beta1", Real.WEIGHT, "0.95", "weight β₁ of the past in m"),
            of("beta2", Real.WEIGHT, "0.95", "weight β₂ of the past in v"),
            of("shampoo-beta", new Real(-1, 1), "-1", "weight β of the past in GG; -1: β₂"),
            of("epsilon", Real.NON_NEGATIVE, "1e-8", "ε beside the root of v"),
            of("weight-decay", Real.NON_NEGATIVE, "0.01", "weight decay ω"),
            of(
                "decay",
                new Choice(List.of("after", "decoupled", "l2")),
                "after",
                "of the parameters that have moved, of those that have not, or in the gradient"),
            of("frequency", new Whole(1), "10", "steps from one refresh of the bases to the next"),
            of("max-dim", new Whole(1), "10000", "larger dimensions have no basis"),
            of("merge-dims", new Flag(), "false", "merges dimensions, from the first on"),
            of("precondition-1d", new Flag(), "false", "whether vectors have a basis"),
            of("normalize", new Flag(), "false", "divides each direction by its root mean square"),
            of("bias-correction", new Flag(), "true", "Adam's bias correction, in η"),
            of(
                "data-format",
                new Choice(List.of("channels-first", "channels-last")),
                "channels-first",
                "of kernels, which merging must know"),
            new Setting(
                "tolerated-failures",
                new Whole(0),
                "3",
                "failed refreshes in a row",
                "Distributed Shampoo")));
    all.addAll(Around.settings());
    all.addAll(Lengths.settings());
    return List.copyOf(all);
  }

  private static Setting of(String name, Setting.Kind kind, String value, String meaning) {
    return new Setting(name, kind, value, meaning, "nikhilvyas/SOAP a1e5535");
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
    for (int i = 0; i < tensors.size(); i++) {
      tensors.get(i).take(parameters.get(i).gradient());
    }
    if (t == 1) {
      begin();
    } else {
      go(omega);
    }
    phases.stop();
    return loss;
  }

  private void begin() {
    phases.enter(Phases.Phase.STATISTICS);
    moments.run();
    phases.enter(Phases.Phase.DECOMPOSITION);
    beginnings.run();
    tensors.forEach(SoapTensor::begun);
  }

  /** The moments do not wait for the move, nor it for them: the gradient is the same. */
  private void go(double omega) {
    if (loose) {
      together.run();
    } else {
      directions.run();
      phases.enter(Phases.Phase.STATISTICS);
      moments.run();
      phases.enter(Phases.Phase.UPDATE);
    }
    move(omega);
    if ((t - 1) % frequency == 0) {
      phases.enter(Phases.Phase.DECOMPOSITION);
      leaving.run(); // reads the old bases
      refreshes.run();
      entries.run();
      for (int i = 0; i < tensors.size(); i++) {
        tensors.get(i).settle();
      }
    }
  }

  private void move(double omega) {
    long s = t - 1;
    double steps = (double) s;
    double one = beta1.at(t);
    double two = beta2.at(t);
    double rate = eta.at(t);
    double corrected =
        corrects ? rate * Math.sqrt(1 - Math.pow(two, steps)) / (1 - Math.pow(one, steps)) : rate;
    if (normalizes) {
      normalize();
    }
    if (around.changesLengths()) {
      if (corrects) {
        double bias = Math.sqrt(1 - Math.pow(two, steps)) / (1 - Math.pow(one, steps));
        for (int i = 0; i < D.size(); i++) {
          D.get(i).timesInPlace(bias); // what η itself multiplies
        }
        corrected = rate;
      }
      around.changeLengths(s, rate, D);
    }
    boolean decays = !decayKind.equals("l2");
    ofWeights = decays ? 1 - rate * omega : 1;
    ofDirection = decayKind.equals("after") ? ofWeights * corrected : corrected;
    for (int i = 0; i < D.size(); i++) {
      Entries.each(parameters.get(i).value(), around.withMomentum(i, D.get(i), s), move);
    }
  }

  /** {@code W ← (1 − η ω) W − η D}, or {@code (1 − η ω)(W − η D)}. */
  private void move(double[] w, double[] d, int n) {
    double keep = ofWeights;
    double step = ofDirection;
    for (int i = 0; i < n; i++) {
      w[i] = keep * w[i] - step * d[i];
    }
  }

  /** Divides each direction by its root mean square. */
  private void normalize() {
    for (int i = 0; i < D.size(); i++) {
      Matrix direction = D.get(i);
      double size = (double) direction.rows() * direction.cols();
      direction.timesInPlace(1 / (1e-30 + direction.frobeniusNorm() / Math.sqrt(size)));
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    t = visitor.whole("t", t);
    around.state(visitor);
    for (int i = 0; i < tensors.size(); i++) {
      tensors.get(i).state(visitor.in(parameters.get(i).name()));
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
    for (int i = 0; i < tensors.size(); i++) {
      for (SoapTensor.Axis axis : tensors.get(i).axes()) {
        reader.accept(parameters.get(i).name() + " dimension " + axis.d, axis.spectrum());
      }
    }
  }
}
