package dev.layerwise.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;

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
 * independent NumPy implementation, in {@code adamgn/deterministic.csv}.
 */
final class ClosedFormTrajectoriesTest {
  /** Twelve digits are printed; more is lost where the start's rounding is amplified. */
  private static final double PRINTED = 1e-9;

  /** Above this sensitivity a value is made of rounding. */
  private static final double ROUNDING = 1e-4;

  record Row(long step, double value, double norm, double sensitivity) {}

  record Series(String problem, String method, List<Row> rows) {
    @Override
    public String toString() {
      return problem + ", " + method;
    }
  }

  static Stream<Series> series() throws IOException {
    Map<String, Series> all = new LinkedHashMap<>();
    try (var in =
        ClosedFormTrajectoriesTest.class.getResourceAsStream("/adamgn/deterministic.csv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] f = line.split(",", -1);
        all.computeIfAbsent(f[0] + f[1], key -> new Series(f[0], f[1], new ArrayList<>()))
            .rows()
            .add(
                new Row(
                    Long.parseLong(f[2]),
                    Double.parseDouble(f[3]),
                    f[4].isEmpty() ? Double.NaN : Double.parseDouble(f[4]),
                    Double.parseDouble(f[5])));
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
            .isCloseTo(
                row.value(), org.assertj.core.api.Assertions.within(1e-13 + PRINTED * row.value()));
        check(series + " norm at " + t, run.measure("distance"), row.norm(), row.sensitivity());
      }
    }
  }

  private static void check(String what, double actual, double wanted, double sensitivity) {
    if (sensitivity > ROUNDING) {
      assertThat(actual).as(what).isLessThan(Math.max(1e-12, 10 * Math.abs(wanted)));
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
    Map<String, String> method = new LinkedHashMap<>();
    String text = series.method().replace("(=gd) ", "");
    boolean adam = text.startsWith("adam");
    double power = text.startsWith("gn-0.5") || text.startsWith("gn-.5") || adam ? -0.5 : -1;
    method.put("diagonal", adam ? "squared-gradients" : "gauss-newton");
    method.put("power", Double.toString(power));
    for (String word : text.split(" ")) {
      String[] pair = word.split("=");
      switch (pair[0]) {
        case "lr" -> method.put("lr", Double.toString(rate(series.problem(), power, pair[1])));
        case "b2" -> method.put("beta2", pair[1]);
        case "a" -> method.put("alpha", pair[1]);
        default -> {
          if (word.startsWith("halve/")) {
            method.put("schedule", word);
          }
        }
      }
    }
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
