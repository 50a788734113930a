package dev.layerwise.optim.lbfgs;

import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * Limited-memory BFGS over all parameters as one vector: {@code W₊ = W − α H ∇}, H of the last m
 * pairs, α by a line search.
 *
 * <p>Weight decay is a penalty that the line search sees, or decoupled, {@code W₊ ← W₊ − η ω W},
 * beside the step that it found.
 *
 * <p>It is made for a batch that stays the same, the whole data set as a rule: with mini-batches a
 * line search fits the batch at hand. A step takes both gradients of a pair on its own batch, so
 * that noise of the batch does not enter H. Source: Nocedal and Wright 2006, Algorithm 7.5. Where
 * the search finds no α, the parameters stay and the pairs are forgotten.
 */
public final class Lbfgs implements Optimizer {
  private final List<Parameter> parameters;
  private final List<Matrix> values;
  private final List<Matrix> gradients;
  private final CurvaturePairs pairs;
  private final Search searches;
  private final Schedule eta;
  private final Schedule decay;
  private final Phases phases = new Phases();
  private final Matrix x;
  private final Matrix g;
  private final Matrix d;
  private final Matrix trial;
  private final Matrix trialGradient;
  private final AlongDirection line = new AlongDirection();
  private Objective objective;
  private final boolean decoupled;
  private double omega;
  private double beside;
  private double lastAlpha;
  private long evaluations;
  private long stalls;
  private long t;

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param settings {@code lr}, {@code memory}, {@code line-search}, {@code c1}, {@code c2}, {@code
   *     evaluations}, {@code weight-decay}, {@code decay}
   */
  public Lbfgs(List<Parameter> parameters, Settings settings) {
    this.parameters = List.copyOf(parameters);
    values = parameters.stream().map(Parameter::value).toList();
    gradients = parameters.stream().map(Parameter::gradient).toList();
    int size = Concatenation.size(values);
    pairs = new CurvaturePairs(Math.toIntExact(settings.whole("memory")), size);
    searches = new Search(settings);
    eta = settings.schedule("lr");
    decay = settings.schedule("weight-decay");
    decoupled = settings.text("decay").equals("decoupled");
    x = Matrix.zeros(size, 1);
    g = Matrix.zeros(size, 1);
    d = Matrix.zeros(size, 1);
    trial = Matrix.zeros(size, 1);
    trialGradient = Matrix.zeros(size, 1);
  }

  /** What the settings say about the line search. */
  private static final class Search {
    private final String form;
    private final Schedule c1;
    private final Schedule c2;
    private final long evaluations;
    private LineSearch last;
    private double lastC1;
    private double lastC2;

    Search(Settings settings) {
      form = settings.text("line-search");
      c1 = settings.schedule("c1");
      c2 = settings.schedule("c2");
      evaluations = settings.whole("evaluations");
      turn(c1.at(1), c2.at(1));
    }

    LineSearch at(long t) {
      double one = c1.at(t);
      double two = c2.at(t);
      if (one != lastC1 || two != lastC2) {
        turn(one, two);
      }
      return last;
    }

    private void turn(double one, double two) {
      lastC1 = one;
      lastC2 = two;
      last =
          switch (form) {
            case "none" -> new LineSearch.Fixed();
            case "backtracking" -> new LineSearch.Backtracking(one, evaluations);
            default -> new LineSearch.StrongWolfe(one, two, evaluations);
          };
    }
  }

  @Override
  public double step(Objective batch) {
    phases.start();
    objective = batch;
    t++;
    evaluations = 0;
    omega = decoupled ? 0 : decay.at(t);
    beside = decoupled ? eta.at(t) * decay.at(t) : 0;
    line.gradientAt = Double.NaN;
    Concatenation.gather(values, x);
    double loss = batch.gradient();
    double value = penalised(loss, x);
    if (!Double.isFinite(value)) {
      throw new DivergedException("step " + t + ": the loss is " + loss);
    }
    Concatenation.gather(gradients, g);
    if (!g.isFinite()) {
      throw new DivergedException(
          "step " + t + ": the gradient of " + culprit() + " has an entry that is not finite");
    }
    g.plusInPlace(omega, x);
    phases.enter(Phases.Phase.UPDATE);
    double slope = direct();
    lastAlpha =
        slope < 0 ? searches.at(t).search(line, value, slope, firstAlpha()) : LineSearch.NONE;
    if (lastAlpha == LineSearch.NONE) {
      stall();
    } else {
      accept();
    }
    phases.stop();
    return loss;
  }

  private String culprit() {
    return parameters.stream()
        .filter(p -> !p.gradient().isFinite())
        .findFirst()
        .orElseThrow()
        .name();
  }

  /** {@code d ← H ∇}; returns φ′(0) = −dᵀ∇. */
  private double direct() {
    pairs.applyInPlace(d.setTo(g));
    double slope = -d.dot(g);
    if (!(slope < 0)) {
      pairs.clear();
      slope = -d.setTo(g).dot(g);
    }
    return slope;
  }

  /** η, and before H knows a scale at most a step of length η. */
  private double firstAlpha() {
    double rate = eta.at(t);
    return pairs.count() > 0 ? rate : rate * Math.min(1, 1 / g.frobeniusNorm());
  }

  private void stall() {
    Concatenation.scatter(x, values);
    pairs.clear();
    stalls++;
  }

  /** Moves to W − α d, and remembers how the gradient of this batch changed on the way. */
  private void accept() {
    if (line.gradientAt != lastAlpha) {
      line.valueAndGradient(lastAlpha);
    }
    Concatenation.scatter(line.moveTo(lastAlpha).plusInPlace(-beside, x), values);
    d.timesInPlace(-lastAlpha); // s = −α d
    pairs.add(d, trialGradient.minusInPlace(g)); // y
  }

  /** With the penalty {@code ω/2 ‖W‖²}. */
  private double penalised(double loss, Matrix at) {
    return omega == 0 ? loss : loss + omega / 2 * at.dot(at);
  }

  @Override
  public void state(StateVisitor visitor) {
    t = visitor.whole("t", t);
    stalls = visitor.whole("stalls", stalls);
    pairs.state(visitor);
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    reader.accept("learning rate", lastAlpha);
    reader.accept("evaluations", (double) evaluations);
    reader.accept("stalls", (double) stalls);
  }

  /** The loss of the batch along −d. */
  private final class AlongDirection implements LineSearch.Line {
    private double gradientAt = Double.NaN;

    Matrix moveTo(double alpha) {
      return trial.setTo(x).plusInPlace(-alpha, d); // W − α d
    }

    @Override
    public double value(double alpha) {
      phases.enter(Phases.Phase.FORWARD_BACKWARD);
      evaluations++;
      Concatenation.scatter(moveTo(alpha), values);
      double value = penalised(objective.loss(), trial);
      phases.enter(Phases.Phase.UPDATE);
      return value;
    }

    @Override
    public double valueAndGradient(double alpha) {
      phases.enter(Phases.Phase.FORWARD_BACKWARD);
      evaluations++;
      Concatenation.scatter(moveTo(alpha), values);
      double value = penalised(objective.gradient(), trial);
      Concatenation.gather(gradients, trialGradient).plusInPlace(omega, trial);
      gradientAt = alpha;
      phases.enter(Phases.Phase.UPDATE);
      return value;
    }

    @Override
    public double slope() {
      return -trialGradient.dot(d);
    }
  }
}
