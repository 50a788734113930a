package dev.layerwise.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.task.NamedCovariance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Population gradients through the optimizer {@code adam-or-gn} against the series of an
 * independent NumPy implementation, in {@code golden/adam-or-gn-series.csv}.
 */
final class ClosedFormTrajectoriesTest {
  /** Twelve digits are printed; more is lost where the start's rounding is amplified. */
  private static final double PRINTED = 1e-9;

  /** Above this sensitivity a value is made of rounding. */
  private static final double ROUNDING = 1e-4;

  record Row(long step, double value, double norm, double sensitivity) {}

  record Series(List<String> key, List<Row> rows) {
    String problem() {
      return key.getFirst();
    }

    @Override
    public String toString() {
      return String.join(" ", key);
    }
  }

  static Stream<Series> series() throws IOException {
    Map<String, Series> all = new LinkedHashMap<>();
    try (var in =
        ClosedFormTrajectoriesTest.class.getResourceAsStream("/golden/adam-or-gn-series.csv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith("series,")) {
          continue;
        }
        String[] f = line.split(",", -1);
        all.computeIfAbsent(
                String.join(" ", List.of(f).subList(0, 7)),
                key -> new Series(List.of(f).subList(0, 7), new ArrayList<>()))
            .rows()
            .add(
                new Row(
                    Long.parseLong(f[7]),
                    Double.parseDouble(f[8]),
                    f[9].isEmpty() ? Double.NaN : Double.parseDouble(f[9]),
                    Double.parseDouble(f[10])));
      }
    }
    return all.values().stream();
  }

  @ParameterizedTest
  @MethodSource("series")
  void followsTheIndependentImplementation(Series series) {
    Task task = Tasks.named(series.problem().equals("fig1_right") ? "logistic" : "quadratic");
    Map<String, String> parameters =
        switch (series.problem()) {
          case "fig2_half" -> Map.of("covariance", "half");
          case "fig2_one" -> Map.of("covariance", "one");
          default -> Map.of();
        };
    Task.Run run =
        task.start(
            new Task.Assignment(
                Settings.of(task.parameters(), parameters),
                "",
                "pytorch",
                Settings.of(MethodSettings.all(), method(series)),
                series.rows().getLast().step(),
                0));
    long t = 0;
    for (Row row : series.rows()) {
      while (t < row.step()) {
        run.step(++t);
      }
      if (Double.isNaN(row.norm())) {
        check(series + " loss at " + t, run.measure("loss"), row.value(), row.sensitivity());
      } else {
        // Near the optimum the loss is a difference of numbers of size 0.56 that cancel.
        assertThat(run.measure("excess-loss"))
            .as("%s excess at %d", series, t)
            .isCloseTo(row.value(), within(1e-13 + PRINTED * row.value()));
        check(series + " norm at " + t, run.measure("distance"), row.norm(), row.sensitivity());
      }
    }
  }

  private static void check(String what, double actual, double wanted, double sensitivity) {
    if (sensitivity > ROUNDING) {
      assertThat(actual).as(what).isLessThan(Math.max(1e-12, 1000 * Math.abs(wanted)));
      return;
    }
    double tolerance = Math.max(PRINTED, 100 * sensitivity);
    assertThat(Math.abs(actual - wanted))
        .as("%s is %s, wanted %s", what, actual, wanted)
        .isLessThanOrEqualTo(tolerance * Math.abs(wanted) + absolute(what));
  }

  /** ‖|θ| − θ⋆‖ is no better than the rounding of 2048 entries of size 1. */
  private static double absolute(String what) {
    return what.contains("norm") ? 1e-13 : 0;
  }

  private static Map<String, String> method(Series series) {
    List<String> key = series.key();
    Map<String, String> method = new LinkedHashMap<>();
    method.put("diagonal", key.get(1).equals("gn") ? "gauss-newton" : "squared-gradients");
    method.put("power", key.get(2));
    method.put("alpha", key.get(3).isEmpty() ? "0" : key.get(3));
    method.put("beta2", key.get(4).isEmpty() ? "0" : key.get(4));
    double power = Double.parseDouble(key.get(2));
    method.put("lr", Double.toString(rate(series.problem(), power, key.get(5))));
    method.put("schedule", key.get(6).isEmpty() ? "constant" : "halve/" + key.get(6));
    return method;
  }

  private static double rate(String problem, double power, String text) {
    if (text.contains("l5")) {
      Matrix Sigma = problem.equals("fig2_half") ? NamedCovariance.half() : NamedCovariance.one();
      double[] p = Sigma.diagonal();
      for (int i = 0; i < p.length; i++) {
        p[i] = Math.pow(p[i], power / 2);
      }
      Matrix P = Matrix.diagonal(p);
      double[] l = SymmetricEigen.valuesOf(P.times(Sigma).times(P).symmetrized());
      return text.startsWith("1") ? 1 / l[4] : 2 / (l[0] + l[4]);
    }
    int slash = text.indexOf('/');
    return slash < 0
        ? Double.parseDouble(text)
        : Double.parseDouble(text.substring(0, slash))
            / Double.parseDouble(text.substring(slash + 1));
  }
}
