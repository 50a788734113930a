package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.TensorBlock;
import dev.layerwise.nn.Parameter;
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
 * qr(GG Q)}. Source: Vyas et al. 2024, arXiv:2409.11321; nikhilvyas/SOAP a1e5535.
 */
public final class Soap implements Optimizer {
  private final List<Parameter> parameters;
  private final Around around;
  private final Schedule eta;
  private final Schedule beta1;
  private final Schedule beta2;
  private final Schedule shampooBeta;
  private final boolean sharesBeta;
  private final Schedule epsilon;
  private final Schedule decay;
  private final String decayKind;
  private final long frequency;
  private final boolean normalizes;
  private final boolean corrects;
  private final List<SoapTensor> tensors = new ArrayList<>();
  private final List<SoapTensor.Axis> axes = new ArrayList<>();
  private final List<Matrix> directions;
  private final List<Integer> indices;
  private final Phases phases = new Phases();
  private double flops;
  private double decompositionFlops;
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
    sharesBeta = settings.text("shampoo-beta").equals("-1");
    shampooBeta = sharesBeta ? beta2 : settings.schedule("shampoo-beta");
    epsilon = settings.schedule("epsilon");
    decay = settings.schedule("weight-decay");
    decayKind = settings.text("decay");
    frequency = settings.whole("frequency");
    normalizes = settings.flag("normalize");
    corrects = settings.flag("bias-correction");
    for (Parameter p : this.parameters) {
      SoapTensor tensor = tensor(p, settings);
      tensors.add(tensor);
      axes.addAll(tensor.axes());
      flops += tensor.flops();
    }
    for (SoapTensor.Axis axis : axes) {
      decompositionFlops += 5.0 * axis.n * axis.n * axis.n;
    }
    directions = this.parameters.stream().map(Around::zerosLike).toList();
    indices = java.util.stream.IntStream.range(0, tensors.size()).boxed().toList();
  }

  private static SoapTensor tensor(Parameter p, Settings settings) {
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
    return new SoapTensor(p.name(), place, maxDim, rotates, tolerated);
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
      parameters.forEach(p -> p.gradient().plusInPlace(omega, p.value()));
    }
    double beta = shampooBeta.at(t);
    if (t == 1) {
      begin(beta);
    } else {
      go(omega, beta);
    }
    phases.stop();
    return loss;
  }

  private void begin(double beta) {
    phases.enter(Phases.Phase.STATISTICS);
    accumulate(beta);
    phases.enter(Phases.Phase.DECOMPOSITION);
    Parallel.each(axes, 4 * decompositionFlops, SoapTensor.Axis::begin);
    tensors.forEach(SoapTensor::begun);
  }

  private void go(double omega, double beta) {
    double one = beta1.at(t);
    double two = beta2.at(t);
    double small = epsilon.at(t);
    Parallel.each(
        indices,
        4 * flops,
        i ->
            tensors
                .get(i)
                .direct(parameters.get(i).gradient(), directions.get(i), one, two, small));
    move(omega, one, two);
    phases.enter(Phases.Phase.STATISTICS);
    accumulate(beta);
    if ((t - 1) % frequency == 0) {
      phases.enter(Phases.Phase.DECOMPOSITION);
      Parallel.each(tensors, 2 * flops, SoapTensor::leave);
      Parallel.each(axes, decompositionFlops, SoapTensor.Axis::refresh);
      Parallel.each(tensors, 2 * flops, SoapTensor::enter);
    }
  }

  private void accumulate(double beta) {
    Parallel.each(
        indices, flops, i -> tensors.get(i).accumulate(parameters.get(i).gradient(), beta));
  }

  private void move(double omega, double one, double two) {
    long s = t - 1;
    double rate = eta.at(t);
    double corrected =
        corrects ? rate * Math.sqrt(1 - Math.pow(two, s)) / (1 - Math.pow(one, s)) : rate;
    for (int i = 0; i < directions.size(); i++) {
      Matrix W = parameters.get(i).value();
      Matrix D = directions.get(i);
      if (normalizes) {
        double size = (double) D.rows() * D.cols();
        D.timesInPlace(1 / (1e-30 + D.frobeniusNorm() / Math.sqrt(size)));
      }
      D = around.withMomentum(i, D, s);
      if (omega != 0 && decayKind.equals("decoupled")) {
        W.timesInPlace(1 - rate * omega);
      }
      W.plusInPlace(-corrected, D); // W ← W − η D
      if (omega != 0 && decayKind.equals("after")) {
        W.timesInPlace(1 - rate * omega);
      }
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
}
