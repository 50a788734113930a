package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Setting.Whole;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The direction of kfac-pytorch, which any descent then follows:
 *
 * <pre>
 * F ← ρ F + (1 − ρ) F_batch,  F₀ = I        A = āᵀā/n,  G = gᵀg/n with g of the batch's mean loss
 * V = Q_G [(Q_Gᵀ ∇ Q_A) ⊘ (σ_G σ_Aᵀ + λ)] Q_Aᵀ      or  (G + λI)⁻¹ ∇ (A + λI)⁻¹
 * V ← V min(1, √(c / |η² ⟨V, ∇⟩|))
 * </pre>
 *
 * <p>Since g is the gradient of the mean, G is 1/n² of the Fisher factor, and the right λ depends
 * on the batch size. Parameters without a weight matrix keep their gradient.
 */
public final class KfacPytorch implements Direction {
  private final List<Parameter> parameters;
  private final List<Parameter> clipped = new ArrayList<>();
  private final BlockDiagonal curvature;
  private final ParameterVector gradient;
  private final ParameterVector V;
  private final Schedule lr;
  private final Schedule damping;
  private final Schedule ema;
  private final Schedule decay;
  private final Schedule klClip;
  private final Schedule klLr;
  private final boolean ownKlLr;
  private final long factorInterval;
  private final long inverseInterval;

  /**
   * Starts.
   *
   * @param target what is trained
   * @param settings values of {@link #settings} and {@code lr}
   */
  public KfacPytorch(Recipe.Target target, Settings settings) {
    parameters = target.parameters();
    gradient = ParameterVector.gradients(parameters);
    V = ParameterVector.zeros(parameters);
    lr = settings.schedule("lr");
    damping = settings.schedule("damping");
    ema = settings.schedule("ema");
    decay = settings.schedule("sgd-weight-decay");
    klClip = settings.schedule("kl-clip");
    klLr = settings.schedule("kl-lr");
    ownKlLr = !klLr.staysWithin(0, 0);
    factorInterval = settings.whole("curvature-interval");
    inverseInterval = settings.whole("inverse-interval");
    boolean eigen = settings.text("method").equals("eigen");
    List<BlockDiagonal.Entry> entries = new ArrayList<>();
    for (Block block : target.blocks()) {
      block.parameters().stream().filter(parameters::contains).forEach(clipped::add);
      BlockFactors factors =
          new MeanFactors(
              new KroneckerFactors(block, d -> RunningFactor.startingAt(d, 1)),
              MeanFactors.Convention.MEAN_LOSS);
      entries.add(
          new BlockDiagonal.Entry(
              block,
              eigen
                  ? new KroneckerEigenBlock(factors, -1, KroneckerEigenBlock.Freshness.REFRESH)
                  : new KroneckerBlock(factors, new KroneckerDamping.Whole())));
    }
    curvature =
        new BlockDiagonal(
            new FisherPasses(Curvatures.fisher(settings)),
            entries,
            List.of(),
            Math.toIntExact(settings.whole("tolerated-failures")));
  }

  /** The settings, besides those of the descent. */
  public static List<Setting> settings() {
    String source = "kfac-pytorch";
    return List.of(
        new Setting("damping", Real.NON_NEGATIVE, "0.001", "damping λ", source),
        new Setting("ema", Real.WEIGHT, "0.95", "weight ρ of the past in running means", source),
        new Setting("curvature-interval", new Whole(1), "1", "steps between statistics", source),
        new Setting("inverse-interval", new Whole(1), "10", "steps between decompositions", "ours"),
        new Setting("kl-clip", Real.NON_NEGATIVE, "0.001", "bound c, 0: none", source),
        new Setting("kl-lr", Real.NON_NEGATIVE, "0", "the bound's own η, 0: lr", source),
        new Setting(
            "method",
            new Choice(List.of("eigen", "inverse")),
            "eigen",
            "λ after the Kronecker product, or in each factor",
            source),
        new Setting(
            "fisher",
            new Choice(List.of("empirical", "sampled", "propagation", "exact")),
            "empirical",
            "true labels, drawn ones, ±1 curvature propagation, exact Gauss-Newton",
            source),
        new Setting("samples", new Whole(1), "1", "draws for each example", "ours"),
        new Setting(
            "sgd-weight-decay",
            Real.NON_NEGATIVE,
            "0",
            "ω W added to V before momentum, as PyTorch's SGD does",
            "off"),
        new Setting(
            "tolerated-failures",
            new Whole(0),
            "5",
            "failed decompositions in a row that do not end the run",
            "ours"));
  }

  @Override
  public void update(Step step) {
    long k = step.t() - 1;
    step.phases().enter(Phases.Phase.STATISTICS);
    if (k % factorInterval == 0) {
      curvature.update(step.network(), ema.at(step.t()), step.network().labels(step.t()));
    }
    double lambda = damping.at(step.t());
    step.phases().enter(Phases.Phase.DECOMPOSITION);
    if (k % inverseInterval == 0) {
      curvature.refresh(lambda);
    }
    step.phases().enter(Phases.Phase.UPDATE);
    for (int i = 0; i < parameters.size(); i++) {
      V.of(parameters.get(i)).setTo(parameters.get(i).gradient());
    }
    curvature.apply(lambda, gradient, V);
    clip(step.t());
    double omega = decay.at(step.t());
    if (omega != 0) {
      for (int i = 0; i < parameters.size(); i++) {
        V.of(parameters.get(i)).plusInPlace(omega, parameters.get(i).value());
      }
    }
  }

  private void clip(long t) {
    double most = klClip.at(t);
    if (most > 0) {
      double eta = ownKlLr ? klLr.at(t) : lr.at(t);
      double sum = 0;
      for (int i = 0; i < clipped.size(); i++) {
        sum += V.of(clipped.get(i)).dot(clipped.get(i).gradient());
      }
      double scale = Math.sqrt(most / Math.abs(eta * eta * sum));
      if (scale < 1) {
        for (int i = 0; i < clipped.size(); i++) {
          V.of(clipped.get(i)).timesInPlace(scale);
        }
      }
    }
  }

  @Override
  public Matrix of(int i) {
    return V.of(parameters.get(i));
  }

  @Override
  public void state(StateVisitor visitor) {
    curvature.state(visitor);
  }
}
