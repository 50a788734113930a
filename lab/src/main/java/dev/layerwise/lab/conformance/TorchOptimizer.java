package dev.layerwise.lab.conformance;

import java.util.Locale;

/** The optimizers of PyTorch: SGD, Adam, AdamW, RMSprop, Adagrad. */
record TorchOptimizer() implements Reference {
  private static final String PACKAGE = "torch.optim.";

  @Override
  public boolean is(String optimizer) {
    return optimizer.startsWith(PACKAGE);
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Plan plan = plan(run.optimizer().substring(run.optimizer().lastIndexOf('.') + 1), hyper);
    hyper.done();
    return plan;
  }

  private static Plan plan(String name, Hyper hyper) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sgd" -> new Plan("sgd", sgd(hyper));
      case "adam" -> new Plan("adam", adam(hyper, 0, "l2"));
      case "adamw" -> new Plan("adamw", adam(hyper, 0.01, "decoupled"));
      case "rmsprop" -> new Plan("rmsprop", rmsprop(hyper));
      case "adagrad" -> new Plan("adagrad", adagrad(hyper));
      default -> throw new Unsupported("optimizer '" + PACKAGE + name + "'");
    };
  }

  /** What SGD's hyperparameters are called here. */
  static Plan.Said sgd(Hyper hyper) {
    return common(hyper, 1e-3, 0, "l2")
        .number("momentum", hyper.number("momentum", 0))
        .number("dampening", hyper.number("dampening", 0))
        .flag("nesterov", hyper.flag("nesterov", false));
  }

  private static Plan.Said adam(Hyper hyper, double decay, String where) {
    boolean decoupled = hyper.flag("decoupled_weight_decay", where.equals("decoupled"));
    Hyper.Pair betas = hyper.pair("betas", 0.9, 0.999);
    return common(hyper, 1e-3, decay, decoupled ? "decoupled" : "l2")
        .number("beta1", betas.first())
        .number("beta2", betas.second())
        .number("eps", hyper.number("eps", 1e-8))
        .flag("amsgrad", hyper.flag("amsgrad", false));
  }

  private static Plan.Said rmsprop(Hyper hyper) {
    return common(hyper, 1e-2, 0, "l2")
        .number("alpha", hyper.number("alpha", 0.99))
        .number("eps", hyper.number("eps", 1e-8))
        .number("momentum", hyper.number("momentum", 0))
        .flag("centered", hyper.flag("centered", false));
  }

  private static Plan.Said adagrad(Hyper hyper) {
    return common(hyper, 1e-2, 0, "l2")
        .number("lr-decay", hyper.number("lr_decay", 0))
        .number("initial-accumulator", hyper.number("initial_accumulator_value", 0))
        .number("eps", hyper.number("eps", 1e-10));
  }

  private static Plan.Said common(Hyper hyper, double lr, double decay, String where) {
    hyper.withoutEffect("foreach", "differentiable", "fused", "capturable");
    return new Plan.Said()
        .number("lr", hyper.number("lr", lr))
        .number("weight-decay", hyper.number("weight_decay", decay))
        .text("decay", where)
        .flag("maximize", hyper.flag("maximize", false));
  }
}
