package dev.layerwise.lab.conformance;

/** Keller Jordan's Muon at commit 857d1ad, with its own Adam for vectors. */
record KellerJordanMuon() implements Reference {
  @Override
  public boolean is(String optimizer) {
    return optimizer.startsWith("Muon") || optimizer.startsWith("SingleDeviceMuon");
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Hyper muon = hyper.config("muon").orElse(hyper);
    Plan.Said said =
        new Plan.Said()
            .number("lr", muon.number("lr", 0.02))
            .number("momentum", muon.number("momentum", 0.95))
            .number("weight-decay", muon.number("weight_decay", 0))
            .flag("nesterov", muon.flag("nesterov", true))
            .whole("ns-steps", muon.whole("ns_steps", 5))
            .text("scale", "kj-857d1ad")
            .text("precision", run.dtype().contains("bfloat16") ? "bfloat16" : "float64");
    muon.mustBe("use_muon", true);
    muon.done();
    hyper.config("adam").ifPresent(adam -> adam(adam, said));
    hyper.done();
    return new Plan("muon", said);
  }

  private static void adam(Hyper adam, Plan.Said said) {
    Hyper.Pair betas = adam.pair("betas", 0.9, 0.95);
    said.number("adam-lr", adam.number("lr", 3e-4))
        .number("adam-beta1", betas.first())
        .number("adam-beta2", betas.second())
        .number("adam-eps", adam.number("eps", 1e-10))
        .number("adam-weight-decay", adam.number("weight_decay", 0));
    adam.mustBe("use_muon", false);
    adam.done();
  }
}
