package dev.layerwise.optim.kfac;

import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Setting.Whole;
import java.util.ArrayList;
import java.util.List;

/** The settings of K-FAC. */
public final class KfacSettings {
  private static final String JAX = "kfac-jax";

  /** The best of a few tried on Fashion-MNIST: 784-64-10, batches of 128, 600 steps. */
  private static final String TRIED = "tried on Fashion-MNIST";

  private KfacSettings() {}

  /** Those of every form of K-FAC with a step like kfac-jax's. */
  static List<Setting> ofStep() {
    List<Setting> all = new ArrayList<>();
    all.addAll(
        List.of(
            new Setting("lr", Real.NON_NEGATIVE, "0.02", "learning rate η", TRIED),
            new Setting("momentum", Real.WEIGHT, "0.9", "momentum μ of the whole last step", JAX),
            new Setting(
                "nesterov",
                new Flag(),
                "false",
                "Nesterov's form of the momentum, where η and μ are given",
                "off"),
            new Setting("adaptive-lr", new Flag(), "false", "η from the quadratic model", JAX),
            new Setting(
                "adaptive-momentum", new Flag(), "false", "μ from the quadratic model", JAX),
            new Setting("weight-decay", Real.NON_NEGATIVE, "0", "weight decay ω", "off"),
            new Setting(
                "decay",
                new Choice(List.of("decoupled", "l2")),
                "decoupled",
                "where weight decay stands: in the move, or added to l2",
                "Loshchilov and Hutter, arXiv:1711.05101"),
            new Setting("l2", Real.NON_NEGATIVE, "0", "penalty ½ l₂ ‖W‖² of the loss", "off")));
    all.addAll(Clipping.settings());
    all.addAll(
        Setting.withDefault(
            Lengths.settings(), "clip-kl", "0.0003", TRIED + "; kfac-pytorch's kl_clip: 0.001"));
    return all;
  }

  /**
   * Those of the damping.
   *
   * @param exactModel the default of the setting of that name
   */
  static List<Setting> ofDamping(boolean exactModel) {
    return List.of(
        new Setting(
            "damping",
            Real.NON_NEGATIVE,
            "0.03",
            "damping λ, or where it starts; 0 with thin blocks alone",
            TRIED),
        new Setting("adaptive-damping", new Flag(), "false", "λ by Levenberg-Marquardt", JAX),
        new Setting("damping-interval", new Whole(1), "5", "steps between changes of λ", JAX),
        new Setting(
            "damping-decay",
            new Real(1e-6, 1),
            "0.9",
            "what a step changes λ by, ω^(1/steps)",
            JAX),
        new Setting("damping-lower", Real.NON_NEGATIVE, "0.25", "r below which λ grows", JAX),
        new Setting("damping-upper", Real.NON_NEGATIVE, "0.75", "r above which λ shrinks", JAX),
        new Setting("min-damping", Real.NON_NEGATIVE, "1e-8", "the least adapted λ", JAX),
        new Setting(
            "max-damping", Real.NON_NEGATIVE, "0", "the greatest adapted λ, 0: no bound", JAX),
        new Setting(
            "preconditioner-damping-multiple",
            Real.NON_NEGATIVE,
            "1",
            "the preconditioner's λ in units of the model's",
            JAX),
        new Setting(
            "preconditioner-damping",
            Real.NON_NEGATIVE,
            "0",
            "the preconditioner's own λ, 0: the model's",
            JAX),
        new Setting(
            "damping-in-model", new Flag(), "false", "whether λ counts in q when r is judged", JAX),
        new Setting(
            "exact-model",
            new Flag(),
            "" + exactModel,
            "r by exact Gauss-Newton products where η and μ are given",
            JAX));
  }

  /** Those of the statistics. */
  static List<Setting> ofStatistics() {
    return List.of(
        new Setting(
            "fisher",
            new Choice(List.of("sampled", "empirical", "propagation", "exact", "jacobian")),
            "sampled",
            "labels drawn from the model, true ones, ±1 curvature propagation, exact Gauss-Newton,"
                + " JᵀJ",
            "Martens and Grosse 2015"),
        new Setting("samples", new Whole(1), "1", "draws for each example", "the same"),
        new Setting("ema", Real.WEIGHT, "0.95", "weight ρ of the past in running means", JAX),
        new Setting("curvature-interval", new Whole(1), "1", "steps between statistics", JAX),
        new Setting(
            "inverse-interval",
            new Whole(1),
            "10",
            "steps between inverses",
            "a common choice; kfac-jax: 5"),
        new Setting(
            "burn-in", new Whole(0), "0", "further batches seen before the first step", "off"),
        new Setting(
            "tolerated-failures",
            new Whole(0),
            "5",
            "failed decompositions in a row that do not end the run",
            "Distributed Shampoo's policy"));
  }

  /** All of block-diagonal K-FAC. */
  public static List<Setting> all() {
    List<Setting> all = new ArrayList<>();
    all.addAll(ofStep());
    all.addAll(ofDamping(false));
    all.addAll(ofStatistics());
    Choice blocks = new Choice(List.of("kronecker", "diagonal", "full", "tnt"));
    all.add(
        new Setting(
            "damping-split",
            new Choice(List.of("pi", "equal", "whole", "exact")),
            "pi",
            "λ over the factors: √λ by π, √λ each, λ each, or exact in the eigenbasis",
            "Martens and Grosse 2015 §6.3"));
    all.add(
        new Setting(
            "curvature",
            new Choice(List.of("blocks", "whole")),
            "blocks",
            "a block for each layer, or one matrix for the network",
            JAX));
    all.add(
        new Setting(
            "dense-blocks",
            new Choice(List.of("kronecker", "diagonal", "full", "tnt", "thin")),
            "kronecker",
            "form of a linear layer's block; thin: kronecker, with G of the batch alone through its"
                + " Gram matrix, for layers wider than the batch",
            JAX + "; thin: Zhang, Martens and Grosse 2019"));
    all.add(new Setting("conv-blocks", blocks, "kronecker", "form of a convolution's block", JAX));
    all.add(
        new Setting(
            "power",
            new Choice(List.of("-1", "-0.5")),
            "-1",
            "power of the damped curvature; −½ needs exact damping or diagonal blocks",
            JAX));
    all.add(
        new Setting(
            "empirical-over-n",
            new Flag(),
            "false",
            "divide G by the batch size once more",
            "kfac-jax's empirical Fisher"));
    return all;
  }

  /** All of block-tridiagonal K-FAC. */
  public static List<Setting> tridiagonal() {
    List<Setting> all = new ArrayList<>();
    all.addAll(ofStep());
    all.addAll(ofDamping(true));
    all.addAll(ofStatistics());
    all.add(
        new Setting(
            "damping-split",
            new Choice(List.of("pi", "equal", "whole")),
            "pi",
            "λ over the factors: √λ by π, √λ each, or λ each",
            "Martens and Grosse 2015 §6.3"));
    return all;
  }
}
