package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.recipe.Recipes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Ours step for step as PyTorch's and Keller Jordan's. */
class GoldenRunTest {
  /** What twenty steps of rounding leave in numbers of order 1. */
  private static final double DOUBLE = 1e-9;

  /** Eight bits of significand in five Newton–Schulz steps, as the reference against itself. */
  private static final double BFLOAT16 = 2e-2;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("alpha", "alpha"),
          Map.entry("amsgrad", "amsgrad"),
          Map.entry("eps", "eps"),
          Map.entry("lr", "lr"),
          Map.entry("momentum", "momentum"),
          Map.entry("nesterov", "nesterov"),
          Map.entry("ns_steps", "ns-steps"),
          Map.entry("weight_decay", "weight-decay"));

  static List<GoldenRun> runs() {
    return GoldenRun.all();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void parametersAreTheReferencesAfterEveryStep(GoldenRun run) {
    String precision = run.name().contains("bf16") ? "bfloat16" : "float64";
    double tolerance = precision.equals("bfloat16") ? BFLOAT16 : DOUBLE;
    assertThat(deviation(run, precision)).isLessThan(tolerance);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void doublePrecisionIsWithinTheErrorOfBfloat16(GoldenRun run) {
    assertThat(deviation(run, "float64")).isLessThan(BFLOAT16);
  }

  private static double deviation(GoldenRun run, String precision) {
    GoldenRun.Problem problem = run.problem();
    Optimizer optimizer = start(run, problem.all(), precision);
    double worst = 0;
    for (int t = 1; t <= 20; t++) {
      optimizer.step(problem.batches().at(t));
      JsonNode expected = run.json().get("params").get("" + t);
      if (expected != null) {
        for (Map.Entry<String, Parameter> entry : problem.parameters().entrySet()) {
          Matrix W = entry.getValue().value();
          Matrix E = GoldenRun.matrix(expected.get(entry.getKey()), entry.getValue());
          worst = Math.max(worst, W.minus(E).maxAbs());
        }
      }
    }
    return worst;
  }

  private static Optimizer start(GoldenRun run, List<Parameter> parameters, String precision) {
    JsonNode hyper = run.json().get("hyper");
    Map<String, String> said = new HashMap<>();
    String name = run.json().get("optimizer").asString();
    if (name.startsWith("Muon")) {
      name = "muon";
      read(hyper.get("muon"), "", said);
      read(hyper.get("adam"), "adam-", said);
      said.put("scale", "kj-857d1ad");
      said.put("precision", precision);
    } else {
      name = name.substring(name.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
      read(hyper, "", said);
    }
    Recipe recipe = Recipes.named(name);
    return recipe.start(
        new Recipe.Target(parameters, List.of()), Settings.of(recipe.settings(), said));
  }

  private static void read(JsonNode hyper, String prefix, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> entry : hyper.properties()) {
      if (entry.getKey().equals("betas")) {
        into.put(prefix + "beta1", entry.getValue().get(0).asString());
        into.put(prefix + "beta2", entry.getValue().get(1).asString());
      } else {
        assertThat(NAMES).containsKey(entry.getKey());
        into.put(prefix + NAMES.get(entry.getKey()), entry.getValue().asString());
      }
    }
  }

  @Test
  void newtonSchulzIsTheReferences() {
    for (JsonNode one : GoldenRun.load("muon_functions.json").get("newton_schulz")) {
      Parameter p =
          new Parameter(
              "p",
              Parameter.Kind.WEIGHT,
              one.get("shape").get(0).asInt(),
              one.get("shape").get(1).asInt());
      GoldenRun.openGradient(p, 1, 0);
      long steps = one.get("ns_steps").asLong();
      assertThat(orthogonal(p, steps, NewtonSchulz.Precision.FLOAT64))
          .satisfies(X -> assertNear(X, GoldenRun.matrix(one.get("output_f64"), p), 1e-12));
      // a vector's products are sums without an order to choose; one step of a matrix is off by one
      // unit in the last place of numbers below 2; five steps as bfloat16 is from double precision
      boolean vector = Math.min(p.value().rows(), p.value().cols()) == 1;
      double tolerance = vector ? 0 : steps == 1 ? 0x1p-7 : 0.08;
      assertThat(orthogonal(p, steps, NewtonSchulz.Precision.BFLOAT16))
          .satisfies(X -> assertNear(X, GoldenRun.matrix(one.get("output_bf16"), p), tolerance));
    }
  }

  private static Matrix orthogonal(Parameter p, long steps, NewtonSchulz.Precision precision) {
    return new NewtonSchulz(p.value().rows(), p.value().cols(), precision)
        .apply(p.gradient(), steps);
  }

  private static void assertNear(Matrix A, Matrix B, double tolerance) {
    assertThat(A.minus(B).maxAbs()).isCloseTo(0, within(tolerance));
  }

  @Test
  void directionsOfMuonAreTheReferences() {
    for (JsonNode one : GoldenRun.load("muon_functions.json").get("muon_update")) {
      Parameter p = GoldenRun.parameter("p", one.get("seq").get(0).get("momentum"));
      MuonPart part =
          new MuonPart(
              p,
              Schedule.constant(one.get("beta").asDouble()),
              one.get("nesterov").asBoolean(),
              5,
              NewtonSchulz.Scale.KJ_857D1AD,
              NewtonSchulz.Precision.FLOAT64);
      Step step = new Step(new Phases());
      for (JsonNode at : one.get("seq")) {
        int t = at.get("t").asInt();
        GoldenRun.openGradient(p, t, 0);
        Matrix D = part.update(p.gradient(), step.at(t, new GivenGradients(List.of(p), a -> 0), 0));
        assertNear(D, GoldenRun.matrix(at.get("update"), p), 1e-12);
        assertNear(
            SavedState.of(part::state).matrices().get("m"),
            GoldenRun.matrix(at.get("momentum"), p),
            1e-14);
      }
    }
  }
}
