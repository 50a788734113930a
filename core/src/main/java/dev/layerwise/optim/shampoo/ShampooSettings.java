package dev.layerwise.optim.shampoo;

import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Setting.Text;
import dev.layerwise.optim.Setting.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The settings of {@link Shampoo}. */
public final class ShampooSettings {
  private static final String REFERENCE = "Distributed Shampoo f606606";
  private static final Real UNIT_OR_OFF = new Real(-1, 1);

  private ShampooSettings() {}

  /**
   * All settings.
   *
   * @param defaults defaults that differ from the reference's, by name
   * @param why where they come from
   */
  public static List<Setting> with(Map<String, String> defaults, String why) {
    List<Setting> settings = new ArrayList<>(reference());
    settings.replaceAll(s ->
        defaults.containsKey(s.name())
            ? new Setting(
                s.name(),
                s.kind(),
                defaults.get(s.name()),
                s.meaning(),
                why + "; the reference's is " + s.defaultValue())
            : s);
    return List.copyOf(settings);
  }

  private static List<Setting> reference() {
    List<Setting> all = new ArrayList<>();
    all.addAll(
        List.of(
            of("lr", Real.NON_NEGATIVE, "0.01", "learning rate η"),
            of("beta1", Real.WEIGHT, "0.9", "weight β₁ of the past in the gradient's mean"),
            of("beta2", Real.WEIGHT, "1", "weight β₂ of the past in second moments; 1: sums"),
            of("beta3", UNIT_OR_OFF, "-1", "weight of m in the filtered gradient; -1: β₁"),
            of("epsilon", Real.NON_NEGATIVE, "1e-12", "damping ε of the second moments"),
            of("weight-decay", Real.NON_NEGATIVE, "0", "weight decay ω"),
            of(
                "decay",
                new Choice(List.of("decoupled", "l2", "corrected", "independent")),
                "decoupled",
                "ω W joins the direction, the gradient, or the direction as ω η/η_peak W or"
                    + " ω/η_peak W"),
            of("peak-lr", Real.NON_NEGATIVE, "0", "η_peak of those; 0: η of the first step"),
            of(
                "lr-float32",
                new Flag(),
                "false",
                "rounds η and the averaging's weights to single precision, as the reference"
                    + " does")));
    all.addAll(preconditioner());
    all.addAll(computation());
    all.addAll(grafting());
    all.addAll(
        List.of(
            of("averaging", new Flag(), "false", "generalised primal averaging"),
            of("average-x", Real.WEIGHT, "0.9", "its weight μₓ of W"),
            of("average-y", Real.WEIGHT, "0.9", "its weight μ_y of where gradients are taken")));
    all.addAll(Around.settings());
    all.addAll(Lengths.ofClipping());
    return all;
  }

  private static List<Setting> preconditioner() {
    return List.of(
        of(
            "kind",
            new Choice(List.of("root-inverse", "eigendecomposed", "kl", "eigenvalue-corrected")),
            "root-inverse",
            "L^(−e); the same from stored eigenvectors; KL-Shampoo, whose moments are taken of"
                + " gradients preconditioned along the other dimensions; or SOAP's spectrum"),
        of("max-dim", new Whole(1), "1024", "larger dimensions are split into blocks"),
        of("target-dims", new Whole(1), "1", "dimensions at which merging small ones stops"),
        of("frequency", new Whole(1), "1", "steps from one decomposition to the next"),
        of("start", new Whole(-1), "-1", "the step of the first decomposition; -1: frequency"),
        of("bias-correction", new Flag(), "true", "divides running means by their weight"),
        of("drop-weight", new Flag(), "false", "second moments get new squares with weight 1"),
        of("exponents", new Text(Exponents.WANTED), "none", "e of L^(−e), other than 1/(2 order)"),
        of(
            "untouched",
            new Text(Exponents.WANTED),
            "none",
            "dimensions without a basis, as ORDER.DIM=1; kind eigenvalue-corrected"),
        of("trace-exponent", Real.NON_NEGATIVE, "0", "x of L tr(L)^(−x); 0: not scaled"));
  }

  private static List<Setting> computation() {
    return List.of(
        of(
            "computation",
            new Choice(List.of("eigen", "qr", "coupled-newton", "higher-order")),
            "eigen",
            "eigendecomposition; QR algorithm from the last basis; coupled Newton iterations"),
        of(
            "stability",
            new Choice(List.of("before", "after", "pseudo-inverse")),
            "before",
            "ε is added before or after the eigendecomposition, or zero eigenvalues stay out"),
        of("iterations", new Whole(1), "1", "at most so many, of QR algorithm or Newton"),
        of("tolerance", Real.NON_NEGATIVE, "0", "at which they stop earlier"),
        of("order", new Whole(2), "3", "terms of the coupled iteration of higher order"),
        of("relative-epsilon", Real.NON_NEGATIVE, "0", "its damping relative to ‖L‖_∞"),
        of("tolerated-failures", new Whole(0), "3", "failed decompositions in a row"));
  }

  private static List<Setting> grafting() {
    return List.of(
        of(
            "graft",
            new Choice(List.of("none", "sgd", "adagrad", "rmsprop", "adam")),
            "none",
            "whose step length each block gets, and whose direction before the start"),
        of("graft-epsilon", Real.NON_NEGATIVE, "1e-10", "its ε"),
        of("graft-beta2", Real.WEIGHT, "0.999", "its weight of the past"),
        of("graft-drop-weight", new Flag(), "false", "its new squares have weight 1"));
  }

  private static Setting of(String name, Setting.Kind kind, String value, String meaning) {
    return new Setting(name, kind, value, meaning, REFERENCE);
  }
}
