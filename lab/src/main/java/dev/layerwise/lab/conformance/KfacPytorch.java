package dev.layerwise.lab.conformance;

/** kfac-pytorch, whose preconditioned gradients go to PyTorch's SGD. */
record KfacPytorch() implements Reference {
  @Override
  public boolean is(String optimizer) {
    return optimizer.equals("KFACPreconditioner + torch SGD");
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Plan.Said said = new Plan.Said();
    hyper
        .config("sgd")
        .ifPresent(sgd -> {
          said.all().putAll(TorchOptimizer.sgd(sgd).all());
          sgd.done();
        });
    // SGD adds the decay to what it is given, and that is the preconditioned gradient.
    said.text("sgd-weight-decay", said.all().getOrDefault("weight-decay", "0"))
        .number("weight-decay", 0);
    hyper.config("kfac").ifPresent(kfac -> preconditioner(kfac, said));
    Training training = new Training(t -> t, t -> t, hyper.text("loss", ""), 0);
    hyper.done();
    return new Plan("kfac-pytorch", said.all(), training, Plan.Watch.NOTHING);
  }

  private static void preconditioner(Hyper kfac, Plan.Said said) {
    said.whole("curvature-interval", kfac.whole("factor_update_steps", 1))
        .whole("inverse-interval", kfac.whole("inv_update_steps", 1))
        .number("damping", kfac.number("damping", 1e-3))
        .number("ema", kfac.number("factor_decay", 0.95))
        .number("kl-clip", kfac.numberOrZero("kl_clip", 1e-3))
        .number("kl-lr", kfac.number("lr", 0.1))
        .text("method", method(kfac));
    if (kfac.whole("accumulation_steps", 1) != 1) {
      throw kfac.unsupported("accumulation_steps");
    }
    kfac.withoutEffect(
        "compute_eigenvalue_outer_product", // one damping for all steps: the same numbers
        "allreduce_bucket_cap_mb",
        "assignment_strategy",
        "colocate_factors",
        "grad_worker_fraction",
        "symmetry_aware",
        "update_factors_in_hook",
        "loglevel");
    kfac.done();
  }

  private static String method(Hyper kfac) {
    String method = kfac.word("compute_method", "eigen");
    return switch (method) {
      case "eigen", "inverse" -> method;
      default -> throw kfac.unsupported("compute_method");
    };
  }
}
