package dev.layerwise.lab.conformance;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** kfac-jax, in the modes that draw nothing at random. */
record KfacJax() implements Reference {
  private static final Pattern ALWAYS = Pattern.compile("t\\s*=\\s*(\\d+) at every step.*");

  @Override
  public boolean is(String optimizer) {
    return optimizer.equals("kfac_jax.Optimizer");
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    double l2 = hyper.number("l2_reg", 0);
    long burnIn = hyper.whole("num_burnin_steps", 10);
    Plan.Said said =
        new Plan.Said()
            .number("l2", l2)
            .whole("burn-in", burnIn)
            .number("ema", hyper.number("curvature_ema", 0.95))
            .whole("curvature-interval", hyper.whole("curvature_update_period", 1))
            .whole("inverse-interval", hyper.whole("inverse_update_period", 5))
            .text("damping-split", hyper.flag("use_exact_inverses", false) ? "exact" : "pi")
            .number("clip-kl", hyper.numberOrZero("norm_constraint", 0));
    estimation(hyper, said);
    step(hyper, said);
    damping(hyper, said);
    blocks(hyper, said);
    withoutEffect(hyper);
    Training training =
        new Training(batch(hyper, burnIn), batch(hyper, 0), hyper.text("loss", ""), l2);
    hyper.done();
    return new Plan("kfac", said.all(), training, Plan.Watch.NOTHING);
  }

  private static void estimation(Hyper hyper, Plan.Said said) {
    switch (hyper.text("estimation_mode", "ggn_curvature_prop")) {
      case "ggn_exact", "fisher_exact" -> said.text("fisher", "exact");
      case "fisher_empirical" -> said.text("fisher", "empirical").flag("empirical-over-n", true);
      default -> throw hyper.unsupported("estimation_mode");
    }
  }

  private static void step(Hyper hyper, Plan.Said said) {
    boolean adaptiveLr = hyper.flag("use_adaptive_learning_rate", false);
    boolean adaptiveMomentum = hyper.flag("use_adaptive_momentum", false);
    said.flag("adaptive-lr", adaptiveLr).flag("adaptive-momentum", adaptiveMomentum);
    Optional<Double> lr = hyper.numberOrNone("learning_rate");
    Optional<Double> momentum = hyper.numberOrNone("momentum");
    said.number(
        "lr", adaptiveLr ? lr.orElse(0.0) : lr.orElseGet(() -> hyper.number("learning_rate")));
    said.number("momentum", momentum.orElse(0.0));
    if (!adaptiveMomentum && momentum.isEmpty()) {
      hyper.number("momentum"); // says that it is missing
    }
    hyper.mustBe("use_step_rejection", false);
  }

  private static void damping(Hyper hyper, Plan.Said said) {
    boolean adaptive = hyper.flag("use_adaptive_damping", false);
    Optional<Double> fixed = hyper.numberOrNone("damping");
    Optional<Double> initial = hyper.numberOrNone("initial_damping");
    Optional<Double> damping = adaptive ? initial.or(() -> fixed) : fixed.or(() -> initial);
    double most = hyper.number("max_damping", Double.POSITIVE_INFINITY);
    said.flag("adaptive-damping", adaptive)
        .number("damping", damping.orElseGet(() -> hyper.number("damping")))
        .whole("damping-interval", hyper.whole("damping_adaptation_interval", 5))
        .number("damping-decay", hyper.number("damping_adaptation_decay", 0.9))
        .number("damping-lower", hyper.number("damping_lower_threshold", 0.25))
        .number("damping-upper", hyper.number("damping_upper_threshold", 0.75))
        .number("min-damping", hyper.number("min_damping", 1e-8))
        .number("max-damping", most == Double.POSITIVE_INFINITY ? 0 : most)
        .number("preconditioner-damping-multiple", hyper.number("precon_damping_mult", 1))
        .flag("damping-in-model", hyper.flag("include_damping_in_quad_change", false))
        .flag("exact-model", hyper.flag("always_use_exact_qmodel_for_damping_adjustment", false));
  }

  private static void blocks(Hyper hyper, Plan.Said said) {
    hyper
        .config("layer_tag_to_block_ctor")
        .ifPresent(tags -> {
          form(tags, "dense", "Dense", "dense-blocks", said);
          form(tags, "conv2d", "Conv2D", "conv-blocks", said);
          tags.done();
        });
    switch (hyper.text("custom_estimator_ctor", "BlockDiagonalCurvature")) {
      case "BlockDiagonalCurvature" -> said.text("curvature", "blocks");
      case "ExplicitExactCurvature" -> said.text("curvature", "whole");
      default -> throw hyper.unsupported("custom_estimator_ctor");
    }
    double power = hyper.number("precon_power", -1);
    if (power != -1 && power != -0.5) {
      throw hyper.unsupported("precon_power");
    }
    said.text("power", power == -1 ? "-1" : "-0.5");
  }

  private static void form(Hyper tags, String tag, String prefix, String setting, Plan.Said said) {
    String name = tags.text(tag, prefix + "TwoKroneckerFactored");
    String form = name.replaceAll("^.*\\.|'>$|Block$", "");
    said.text(
        setting,
        switch (form.replace(prefix, "")) {
          case "TwoKroneckerFactored" -> "kronecker";
          case "Diagonal" -> "diagonal";
          case "Full" -> "full";
          case "TNT" -> "tnt";
          default -> throw tags.unsupported(tag);
        });
  }

  private static void withoutEffect(Hyper hyper) {
    hyper.withoutEffect(
        "value_func_has_aux",
        "value_func_has_state",
        "value_func_has_rng",
        "multi_device",
        "debug",
        "distributed_precon_apply",
        "distributed_inverses",
        "include_norms_in_stats",
        "include_per_param_norms_in_stats",
        "include_registered_loss_in_stats");
  }

  /** The batch of a step; further ones, for the burn-in, come first. */
  private static LongUnaryOperator batch(Hyper hyper, long burnIn) {
    String words = hyper.text("batch", "step t uses batch t").strip().toLowerCase(Locale.ROOT);
    Matcher always = ALWAYS.matcher(words);
    if (always.matches()) {
      long one = Long.parseLong(always.group(1));
      return t -> one;
    }
    if (words.startsWith("step t uses batch t")) {
      return t -> t + burnIn;
    }
    throw hyper.unsupported("batch");
  }
}
