package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.AdamPart;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.GroupedDescent;
import dev.layerwise.optim.MuonPart;
import dev.layerwise.optim.NewtonSchulz;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Setting.Whole;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Muon for matrices and kernels, Adam for vectors. */
record Muon() implements Recipe {
  private static final String SOURCE = "Keller Jordan's Muon, commit 857d1ad";

  /** The gradient is clipped once for all, so that its norm is that of matrices and vectors. */
  private static final Map<String, String> UNCLIPPED = Map.of("clip-value", "0", "clip-norm", "0");

  @Override
  public String name() {
    return "muon";
  }

  @Override
  public String title() {
    return "Muon";
  }

  @Override
  public String summary() {
    return "Moves matrices along the polar factor of their momentum, and vectors by Adam.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "m ← β m + (1 − β) G,  U = (1 − β) G + β m        or U = m without Nesterov",
        "X = U/(‖U‖ + 10⁻⁷),  k times: A = X Xᵀ,  X ← (3.4445 I − 4.7750 A + 2.0315 A²) X",
        "W₊ = (1 − η ω) W − η √max(1, dOut/dIn) X",
        "vectors: Adam with a learning rate, means and weight decay of its own");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("singular vectors of the momentum", "its squared singular values", "−½");
  }

  @Override
  public String source() {
    return SOURCE
        + "; the scales of Bernstein, arXiv:2410.21265, and of Liu et al.,"
        + " arXiv:2502.16982";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "shampoo", "with no memory and powers −¼ gives the polar factor of the gradient, exactly",
        "signsgd", "does to each entry what this does to each singular value",
        "soap", "runs Adam in a basis that changes slowly");
  }

  @Override
  public List<Setting> settings() {
    String aux = SOURCE + ", auxiliary Adam";
    return Setting.join(
        around(),
        List.of(
            new Setting("momentum", Real.WEIGHT, "0.95", "weight β of the past in m", SOURCE),
            new Setting("nesterov", new Flag(), "true", "whether to look ahead", SOURCE),
            new Setting("ns-steps", new Whole(0), "5", "Newton–Schulz steps k", SOURCE),
            new Setting(
                "scale",
                new Choice(List.of("keller-jordan", "kj-857d1ad", "spectral", "moonlight", "none")),
                "keller-jordan",
                "√max(1, dOut/dIn); the same of a kernel's height and width, as the commit has it;"
                    + " √(dOut/dIn); 0.2 √max(dOut, dIn); or 1",
                "Keller Jordan's Muon from pull request 60 on"),
            new Setting(
                "precision",
                new Choice(List.of("float64", "bfloat16")),
                "float64",
                "numbers of the Newton–Schulz steps; bfloat16 rounds as the reference does",
                "this library computes in double precision"),
            new Setting("adam-lr", Real.NON_NEGATIVE, "3e-4", "learning rate of the vectors", aux),
            new Setting("adam-beta1", Real.WEIGHT, "0.9", "β₁ of the vectors", aux),
            new Setting("adam-beta2", Real.WEIGHT, "0.95", "β₂ of the vectors", aux),
            new Setting("adam-eps", Real.NON_NEGATIVE, "1e-10", "ε of the vectors", aux),
            new Setting("adam-weight-decay", Real.NON_NEGATIVE, "0", "ω of the vectors", aux)));
  }

  private static List<Setting> around() {
    return Setting.withMeaning(
        Descent.settingsWithoutMomentum("0.02", SOURCE),
        "clip-kl",
        "bound c on η² Σ⟨D, G⟩ of the matrices and on that of the vectors, 0: none");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    int s = Math.min(layer.dOut(), layer.dIn());
    int l = Math.max(layer.dOut(), layer.dIn());
    double weights = layer.weights();
    long steps = settings.whole("ns-steps");
    double products = NewtonSchulz.flops(s, l, steps);
    double bytes = 8 * (16 * weights + steps * 7 * s * s);
    double state = weights + layer.dOut(); // a bias is a vector, for which Adam has two
    return new Cost(0, 0, products + 10 * weights, bytes, state)
        .plus(Descent.cost(layer, settings));
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    List<GroupedDescent.Member> members = new ArrayList<>();
    Settings each = with(settings, UNCLIPPED);
    List<Parameter> matrices = target.parameters().stream().filter(Parameter::isMatrix).toList();
    List<Parameter> vectors = target.parameters().stream().filter(p -> !p.isMatrix()).toList();
    if (!matrices.isEmpty()) {
      PerParameter direction = new PerParameter(matrices, p -> part(p, settings));
      members.add(
          new GroupedDescent.Member(
              "muon", matrices, Descent.withoutMomentum(matrices, direction, each)));
    }
    if (!vectors.isEmpty()) {
      PerParameter direction = new PerParameter(vectors, p -> adam(p, settings));
      members.add(
          new GroupedDescent.Member(
              "adam",
              vectors,
              Descent.withoutMomentum(vectors, direction, with(each, ofVectors(settings)))));
    }
    return new GroupedDescent(members, target.parameters(), new Clipping(settings));
  }

  private static PerParameter.Part part(Parameter p, Settings settings) {
    return new MuonPart(
        p,
        settings.schedule("momentum"),
        settings.flag("nesterov"),
        settings.whole("ns-steps"),
        NewtonSchulz.Scale.valueOf(constant(settings.text("scale"))),
        NewtonSchulz.Precision.valueOf(constant(settings.text("precision"))));
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static PerParameter.Part adam(Parameter p, Settings settings) {
    return new AdamPart(
        p,
        settings.schedule("adam-beta1"),
        settings.schedule("adam-beta2"),
        settings.schedule("adam-eps"),
        AdamPart.Variant.ADAM);
  }

  /** The parts around Adam: Muon's, with a learning rate and a weight decay of their own. */
  private static Map<String, String> ofVectors(Settings settings) {
    return Map.of(
        "lr", settings.text("adam-lr"), "weight-decay", settings.text("adam-weight-decay"));
  }

  private Settings with(Settings settings, Map<String, String> others) {
    Map<String, String> said = new HashMap<>(settings.all());
    said.putAll(others);
    return Settings.of(settings(), said);
  }
}
