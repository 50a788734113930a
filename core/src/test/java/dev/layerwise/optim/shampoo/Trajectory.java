package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A run of a reference optimizer, of schema {@code layerwise-golden/1}: gradients that it received,
 * and parameters after each step.
 */
final class Trajectory {
  private final JsonNode root;
  private final List<Parameter> parameters = new ArrayList<>();

  private Trajectory(JsonNode root) {
    this.root = root;
  }

  /** The runs of {@code trajectories.json}, by name. */
  static Map<String, Trajectory> all() {
    try (InputStream in = Trajectory.class.getResourceAsStream("trajectories.json")) {
      Map<String, Trajectory> all = new LinkedHashMap<>();
      new ObjectMapper()
          .readTree(in)
          .get("runs")
          .properties()
          .forEach(entry -> all.put(entry.getKey(), new Trajectory(entry.getValue())));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Trajectory parse(String json) {
    return new Trajectory(new ObjectMapper().readTree(json));
  }

  /** Steps with the given gradients; returns the largest deviation of a parameter. */
  double deviation() {
    parameters.clear();
    root.get("initial")
        .properties()
        .forEach(entry -> {
          Parameter p =
              new Parameter(entry.getKey(), kind(entry.getValue()), shape(entry.getValue()));
          fill(p.value(), entry.getValue());
          parameters.add(p);
        });
    boolean soap = root.get("optimizer").asString().equals("SOAP");
    Map<String, String> said = soap ? soapSettings() : shampooSettings();
    var recipe = Recipes.named(soap ? "soap" : "shampoo");
    Optimizer optimizer =
        recipe.start(new Target(parameters, List.of()), Settings.of(recipe.settings(), said));
    double worst = 0;
    for (JsonNode step : root.get("steps")) {
      optimizer.step(new Given(parameters, step.get("grads")));
      if (soap && step.get("t").asInt() == 1) {
        loadBases(optimizer, step.get("state"));
      }
      for (Parameter p : parameters) {
        Matrix expected = Matrix.zeros(p.value().rows(), p.value().cols());
        fill(expected, step.get("params").get(p.name()));
        double difference = p.value().minus(expected).maxAbs();
        worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
      }
    }
    return worst;
  }

  /** The null-space basis of a first second moment is arbitrary in the reference: take its own. */
  private static void loadBases(Optimizer optimizer, JsonNode state) {
    SavedState saved = SavedState.of(optimizer::state);
    Map<String, Matrix> matrices = new LinkedHashMap<>(saved.matrices());
    state
        .properties()
        .forEach(entry -> {
          JsonNode bases = entry.getValue().get("Q");
          for (int d = 0; bases != null && d < bases.size(); d++) {
            String name = entry.getKey() + "/Q" + d;
            if (matrices.containsKey(name)) {
              Matrix Q = Matrix.zeros(bases.get(d).size(), bases.get(d).size());
              fill(Q, bases.get(d));
              matrices.put(name, Q);
            }
          }
        });
    new SavedState(matrices, saved.numbers(), saved.wholes()).restore(optimizer::state);
  }

  private Map<String, String> soapSettings() {
    JsonNode h = root.get("hyper");
    Map<String, String> said = new LinkedHashMap<>();
    said.put("lr", h.get("lr").asString());
    said.put("beta1", h.get("betas").get(0).asString());
    said.put("beta2", h.get("betas").get(1).asString());
    said.put("shampoo-beta", h.get("shampoo_beta").asString());
    said.put("epsilon", h.get("eps").asString());
    said.put("weight-decay", h.get("weight_decay").asString());
    said.put("frequency", h.get("precondition_frequency").asString());
    said.put("max-dim", h.get("max_precond_dim").asString());
    said.put("merge-dims", h.get("merge_dims").asString());
    said.put("precondition-1d", h.get("precondition_1d").asString());
    said.put("normalize", h.get("normalize_grads").asString());
    said.put("bias-correction", h.get("correct_bias").asString());
    said.put("data-format", h.get("data_format").asString().replace('_', '-'));
    return said;
  }

  private Map<String, String> shampooSettings() {
    JsonNode h = root.get("hyper");
    JsonNode fields = h.get("preconditioner_fields");
    Map<String, String> said = new LinkedHashMap<>();
    said.put("lr", h.get("lr").asString());
    said.put("lr-float32", "true");
    said.put("beta1", h.get("betas").get(0).asString());
    said.put("beta2", h.get("betas").get(1).asString());
    said.put("beta3", h.get("beta3").asString());
    said.put("epsilon", h.get("epsilon").asString());
    said.put("weight-decay", h.get("weight_decay").asString());
    said.put("peak-lr", h.get("peak_lr").asString());
    said.put(
        "decay",
        after(h.get("weight_decay_type").asString(), "WeightDecayType\\.(\\w+)", "decoupled"));
    said.put("max-dim", h.get("max_preconditioner_dim").asString());
    said.put("frequency", h.get("precondition_frequency").asString());
    said.put("start", h.get("start_preconditioning_step").asString());
    said.put("bias-correction", h.get("use_bias_correction").asString());
    said.put("target-dims", h.get("target_parameter_dimensionality").asString());
    String grafting = h.get("grafting_config").asString();
    said.put("graft", after(grafting, "^(AdaGrad|RMSprop|Adam|SGD)", "none"));
    said.put("graft-epsilon", after(grafting, "epsilon=([0-9.e+-]+)", "1e-10"));
    said.put("graft-beta2", after(grafting, "beta2=([0-9.e+-]+)", "0.999"));
    said.put(
        "kind",
        switch (h.get("preconditioner_class").asString()) {
          case "RootInvShampooPreconditionerConfig" -> "root-inverse";
          case "EigendecomposedShampooPreconditionerConfig" -> "eigendecomposed";
          case "RootInvKLShampooPreconditionerConfig" -> "kl";
          case "EigenvalueCorrectedShampooPreconditionerConfig" -> "eigenvalue-corrected";
          default -> "unknown";
        });
    String computation = fields.get("amortized_computation_config").asString();
    said.put("computation", computation.startsWith("QR") ? "qr" : "eigen");
    boolean scales = fields.get("use_trace_scaling").asString().equals("True");
    said.put("trace-exponent", scales ? fields.get("trace_scaling_exponent").asString() : "0");
    said.put("exponents", dictionary(fields.get("inverse_exponent_override").asString()));
    JsonNode ignored = fields.get("ignored_basis_change_dims");
    said.put("untouched", ignored == null ? "" : lists(ignored.asString()));
    return said;
  }

  private static String after(String text, String pattern, String otherwise) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : otherwise;
  }

  /** {@code {2: {0: 0.5, 1: 0.0}, 1: 0.0}} as {@code 2.0=0.5 2.1=0.0 1=0.0}. */
  private static String dictionary(String python) {
    StringBuilder result = new StringBuilder();
    Matcher orders = Pattern.compile("(\\d+): (\\{[^}]*\\}|[0-9.]+)").matcher(python);
    while (orders.find()) {
      String value = orders.group(2);
      if (value.startsWith("{")) {
        Matcher dims = Pattern.compile("(\\d+): ([0-9.]+)").matcher(value);
        while (dims.find()) {
          result
              .append(orders.group(1))
              .append('.')
              .append(dims.group(1))
              .append('=')
              .append(dims.group(2))
              .append(' ');
        }
      } else {
        result.append(orders.group(1)).append('=').append(value).append(' ');
      }
    }
    return result.toString();
  }

  /** {@code {1: [0]}} as {@code 1.0=1}. */
  private static String lists(String python) {
    StringBuilder result = new StringBuilder();
    Matcher orders = Pattern.compile("(\\d+): \\[([^\\]]*)\\]").matcher(python);
    while (orders.find()) {
      for (String d : orders.group(2).split(", ", -1)) {
        result.append(orders.group(1)).append('.').append(d).append("=1 ");
      }
    }
    return result.toString();
  }

  private static Parameter.Kind kind(JsonNode tensor) {
    return switch (shape(tensor).length) {
      case 1 -> Parameter.Kind.BIAS;
      case 2 -> Parameter.Kind.WEIGHT;
      default -> Parameter.Kind.KERNEL;
    };
  }

  private static int[] shape(JsonNode tensor) {
    List<Integer> dims = new ArrayList<>();
    for (JsonNode at = tensor; at.isArray(); at = at.get(0)) {
      dims.add(at.size());
    }
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void fill(Matrix M, JsonNode tensor) {
    for (int i = 0; i < M.rows(); i++) {
      List<Double> row = new ArrayList<>();
      flatten(tensor.get(i), row);
      for (int j = 0; j < M.cols(); j++) {
        M.set(i, j, row.get(j));
      }
    }
  }

  private static void flatten(JsonNode tensor, List<Double> into) {
    if (tensor.isArray()) {
      tensor.forEach(child -> flatten(child, into));
    } else {
      into.add(tensor.asDouble());
    }
  }

  /** An objective of one step, whose gradients are given. */
  private record Given(List<Parameter> parameters, JsonNode gradients) implements Objective {
    @Override
    public double gradient() {
      parameters.forEach(p -> fill(p.gradient(), gradients.get(p.name())));
      return 0;
    }

    @Override
    public double loss() {
      return 0;
    }
  }
}
