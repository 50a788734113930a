package dev.layerwise.lab.conformance;

/** PyTorch's SGD. */
record TorchSgd() implements Reference {
  @Override
  public boolean is(String optimizer) {
    return optimizer.equals("torch.optim.SGD");
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Plan.Said said = said(hyper);
    hyper.done();
    return new Plan("sgd", said);
  }

  /** What its hyperparameters are called here. */
  static Plan.Said said(Hyper hyper) {
    hyper.mustBe("maximize", false);
    hyper.withoutEffect("foreach", "differentiable", "fused");
    return new Plan.Said()
        .number("lr", hyper.number("lr", 1e-3))
        .number("momentum", hyper.number("momentum", 0))
        .number("dampening", hyper.number("dampening", 0))
        .flag("nesterov", hyper.flag("nesterov", false))
        .number("weight-decay", hyper.number("weight_decay", 0))
        .text("decay", "l2");
  }
}
