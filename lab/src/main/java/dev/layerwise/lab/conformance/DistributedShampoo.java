package dev.layerwise.lab.conformance;

import dev.layerwise.lab.run.Json;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.ToDoubleBiFunction;
import tools.jackson.databind.node.ObjectNode;

/** Distributed Shampoo, whose hyperparameters hold configurations as Python prints them. */
record DistributedShampoo() implements Reference {
  static final String NAME = "DistributedShampoo";

  @Override
  public boolean is(String optimizer) {
    return optimizer.equals(NAME);
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Hyper.Pair betas = hyper.pair("betas", 0.9, 1);
    double lr = hyper.number("lr", 1e-2);
    double beta3 = hyper.number("beta3", -1);
    Plan.Said said =
        new Plan.Said()
            .number("lr", lr)
            .flag("lr-float32", true) // the reference keeps it in single precision
            .number("beta1", betas.first())
            .number("beta2", betas.second())
            .text("beta3", beta3 < 0 ? "-1" : Double.toString(beta3))
            .number("epsilon", hyper.number("epsilon", 1e-12))
            .number("weight-decay", hyper.number("weight_decay", 0))
            .number("peak-lr", hyper.number("peak_lr", lr))
            .text("decay", decay(hyper))
            .whole("max-dim", hyper.wholeOrInfinite("max_preconditioner_dim", 1024))
            .whole("frequency", hyper.whole("precondition_frequency", 1))
            .whole("start", hyper.whole("start_preconditioning_step", -1))
            .flag("bias-correction", hyper.flag("use_bias_correction", true));
    hyper.withoutEffect("use_pin_memory", "shampoo_pt2_compile_config");
    said.whole("target-dims", targetDims(hyper));
    averaging(hyper, said);
    grafting(hyper, said);
    preconditioner(hyper, run.dtype(), said);
    hyper.done();
    return new Plan("shampoo", said);
  }

  private static String decay(Hyper hyper) {
    boolean decoupled = hyper.flag("use_decoupled_weight_decay", true);
    String word = hyper.word("weight_decay_type", decoupled ? "decoupled" : "l2");
    return switch (word) {
      case "decoupled", "l2", "corrected", "independent" -> word;
      default -> throw hyper.unsupported("weight_decay_type");
    };
  }

  private static long targetDims(Hyper hyper) {
    long dims = hyper.wholeOrInfinite("target_parameter_dimensionality", -1);
    Optional<Hyper> distributed = hyper.config("distributed_config");
    if (distributed.isPresent()) {
      distributed.get().typeMustBe("SingleDeviceDistributedConfig", "distributed_config");
      long said =
          distributed.get().wholeOrInfinite("target_parameter_dimensionality", dims < 0 ? 1 : dims);
      distributed.get().done();
      if (dims >= 0 && said != dims) {
        throw hyper.unsupported("target_parameter_dimensionality");
      }
      return said;
    }
    return dims < 0 ? 1 : dims;
  }

  private static void averaging(Hyper hyper, Plan.Said said) {
    Optional<Hyper> config = hyper.config("iterate_averaging_config");
    if (config.isEmpty()) {
      return;
    }
    Hyper averaging = config.get();
    switch (averaging.type()) {
      case "ClassicMomentumConfig" ->
          said.number("momentum", averaging.number("momentum", 0.5))
              .number("dampening", averaging.number("dampening", 0))
              .flag("nesterov", averaging.flag("use_nesterov", false));
      case "GeneralizedPrimalAveragingConfig" ->
          said.flag("averaging", true)
              .number("average-x", averaging.number("eval_interp_coeff", 0.9))
              .number("average-y", averaging.number("train_interp_coeff", 0.8));
      default -> throw hyper.unsupported("iterate_averaging_config");
    }
    averaging.done();
  }

  private static void grafting(Hyper hyper, Plan.Said said) {
    Optional<Hyper> config = hyper.config("grafting_config");
    if (config.isEmpty()) {
      said.text("graft", "none");
      return;
    }
    Hyper grafting = config.get();
    switch (grafting.type().replaceFirst("(Preconditioner|Grafting)Config$", "")) {
      case "SGD" -> said.text("graft", "sgd");
      case "AdaGrad" -> {
        said.text("graft", "adagrad").number("graft-epsilon", grafting.number("epsilon", 1e-10));
        dropsWeight(grafting, said);
      }
      case "RMSprop" -> means(grafting, "rmsprop", 0.99, said);
      case "Adam" -> means(grafting, "adam", 0.999, said);
      default -> throw hyper.unsupported("grafting_config");
    }
    grafting.done();
  }

  private static void means(Hyper grafting, String graft, double beta2, Plan.Said said) {
    said.text("graft", graft)
        .number("graft-epsilon", grafting.number("epsilon", 1e-10))
        .number("graft-beta2", grafting.number("beta2", beta2));
    dropsWeight(grafting, said);
  }

  private static void dropsWeight(Hyper grafting, Plan.Said said) {
    said.flag("graft-drop-weight", grafting.flag("drop_weighting_factor_on_gsquare", false));
  }

  private static void preconditioner(Hyper hyper, String dtype, Plan.Said said) {
    Optional<Hyper> whole = merged(hyper);
    if (whole.isEmpty()) {
      return;
    }
    Hyper config = whole.get();
    String type = config.type();
    said.text(
        "kind",
        switch (type) {
          case "RootInvShampooPreconditionerConfig" -> "root-inverse";
          case "EigendecomposedShampooPreconditionerConfig" -> "eigendecomposed";
          case "RootInvKLShampooPreconditionerConfig" -> "kl";
          case "EigenvalueCorrectedShampooPreconditionerConfig" -> "eigenvalue-corrected";
          default -> throw new Unsupported("preconditioner '" + type + "'");
        });
    for (String number :
        new String[] {
          "factor_matrix_dtype",
          "inv_factor_matrix_dtype",
          "factor_matrix_eigenvectors_dtype",
          "factor_matrix_eigenvalues_dtype",
          "corrected_eigenvalues_dtype"
        }) {
      config.textMustBe(number, "torch." + dtype);
    }
    config.withoutEffect("use_symmetric_packing");
    said.flag("drop-weight", config.flag("drop_weighting_factor_on_gsquare", false))
        .whole(
            "tolerated-failures", config.whole("num_tolerated_failed_amortized_computations", 3));
    double exponent = config.number("trace_scaling_exponent", 0.5);
    said.number("trace-exponent", config.flag("use_trace_scaling", false) ? exponent : 0)
        .text("exponents", entries(config.config("inverse_exponent_override"), Hyper::number))
        .text("untouched", entries(config.config("ignored_basis_change_dims"), (of, d) -> 1.0));
    config.config("amortized_computation_config").ifPresent(c -> computation(c, said));
    config.done();
  }

  /**
   * The configuration of the preconditioner: files have it as Python prints it, and its class and
   * fields apart once more, which hold what it does not print.
   */
  private static Optional<Hyper> merged(Hyper hyper) {
    Optional<ObjectNode> printed = hyper.object("preconditioner_config");
    Optional<ObjectNode> fields = hyper.object("preconditioner_fields");
    String type = hyper.text("preconditioner_class", "");
    if (printed.isEmpty() && fields.isEmpty()) {
      if (!type.isEmpty()) {
        throw hyper.unsupported("preconditioner_class");
      }
      return Optional.empty();
    }
    ObjectNode all = Json.object();
    all.put(PythonRepr.CLASS, type);
    fields.ifPresent(all::setAll);
    printed.ifPresent(all::setAll);
    return Optional.of(hyper.within("preconditioner_config", all));
  }

  private static void computation(Hyper config, Plan.Said said) {
    String type = config.type();
    switch (type) {
      case "EigenConfig", "EighEigendecompositionConfig" -> {
        said.text("computation", "eigen");
        if (config.number("tolerance", 0) != 0) {
          throw config.unsupported("tolerance");
        }
        config.withoutEffect("retry_double_precision", "eigendecomposition_offload_device");
      }
      case "QREigendecompositionConfig" -> iterations(config, "qr", 1, 0, said);
      case "CoupledNewtonConfig" -> iterations(config, "coupled-newton", 100, 1e-6, said);
      case "CoupledHigherOrderConfig" -> {
        iterations(config, "higher-order", 100, 1e-8, said);
        said.whole("order", config.whole("order", 3))
            .number("relative-epsilon", config.number("rel_epsilon", 0));
        if (config.number("abs_epsilon", 0) != 0) {
          throw config.unsupported("abs_epsilon");
        }
        config.withoutEffect("disable_tf32");
      }
      default -> throw new Unsupported("computation '" + type + "'");
    }
    config.config("rank_deficient_stability_config").ifPresent(c -> stability(c, said));
    config.done();
  }

  private static void iterations(
      Hyper config, String computation, long most, double tolerance, Plan.Said said) {
    said.text("computation", computation)
        .whole("iterations", config.whole("max_iterations", most))
        .number("tolerance", config.number("tolerance", tolerance));
  }

  private static void stability(Hyper config, Plan.Said said) {
    switch (config.type()) {
      case "PerturbationConfig" -> {
        boolean before = config.flag("perturb_before_computation", true);
        said.text("stability", before ? "before" : "after");
      }
      case "PseudoInverseConfig" -> {
        said.text("stability", "pseudo-inverse");
        for (String tolerance : new String[] {"rank_atol", "rank_rtol"}) {
          if (config.number(tolerance, 0) != 0) {
            throw config.unsupported(tolerance);
          }
        }
      }
      default -> throw new Unsupported("stability '" + config.type() + "'");
    }
    config.done();
  }

  /** {@code {2: {0: 0.5}, 1: 0.0}} as {@code 2.0=0.5 1=0.0}; lists name dimensions. */
  private static String entries(
      Optional<Hyper> dictionary, ToDoubleBiFunction<Hyper, String> value) {
    StringJoiner all = new StringJoiner(" ");
    if (dictionary.isEmpty()) {
      return "";
    }
    Hyper orders = dictionary.get();
    for (String order : orders.keys()) {
      if (orders.isNumber(order)) {
        all.add(order + "=" + value.applyAsDouble(orders, order));
      } else {
        Hyper dims = orders.dimensions(order);
        for (String d : dims.keys()) {
          all.add(order + "." + d + "=" + value.applyAsDouble(dims, d));
        }
        dims.withoutEffect(dims.keys().toArray(String[]::new));
      }
    }
    orders.done();
    return all.toString();
  }
}
