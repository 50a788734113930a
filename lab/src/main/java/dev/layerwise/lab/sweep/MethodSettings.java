package dev.layerwise.lab.sweep;

import dev.layerwise.lab.train.Decay;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a method of a sweep: Adam-or-GN Algorithm 1 with its parts chosen. */
public final class MethodSettings {
  /** The whole distribution instead of a batch. */
  public static final String POPULATION = "population";

  /** The diagonal of the Gauss-Newton matrix. */
  public static final String GAUSS_NEWTON = "gauss-newton";

  /** The running mean of squared gradients, as Adam. */
  public static final String SQUARED_GRADIENTS = "squared-gradients";

  /** The coordinates as they are. */
  public static final String IDENTITY = "identity";

  /** The Kronecker eigenbasis. */
  public static final String KRONECKER = "kronecker";

  /** The eigenbasis of the whole matrix. */
  public static final String FULL = "full";

  /** What a search may choose. */
  public static final List<String> TUNABLE = List.of("lr", "alpha", "beta2", "schedule");

  private static final String LAG = "lag";
  private static final String SOURCE = "Adam-or-GN Alg. 1";
  private static final long EIGHTH = 8;

  private MethodSettings() {}

  /** The settings, in the order in which they are written. */
  public static List<Setting> all() {
    return List.of(
        choice(
            "basis",
            IDENTITY,
            "what U is: the coordinates, eigenvectors of E[G Gᵀ] and E[Gᵀ G], or of the whole"
                + " Gauss-Newton matrix of a layer",
            IDENTITY,
            KRONECKER,
            FULL),
        real("gamma", new Setting.Real(0, 1), "1", "from the identity (0) to the basis (1)"),
        choice("diagonal", GAUSS_NEWTON, "what D is", GAUSS_NEWTON, SQUARED_GRADIENTS),
        real(
            "power", new Setting.Real(-1, 0), "-1", "p, the power of D + α; 0 is gradient descent"),
        real("alpha", Setting.Real.NON_NEGATIVE, "0", "α, added to D before the power"),
        real("lr", Setting.Real.NON_NEGATIVE, "", "η, the learning rate"),
        text("schedule", "constant", "constant, halve/K, or eighths: halve at every eighth"),
        real("beta2", Setting.Real.WEIGHT, "0", "weight of the past in squared gradients"),
        whole("refresh", "1", "steps between renewals of the basis"),
        new Setting(
            LAG,
            new Setting.Whole(0),
            "0",
            "steps beside which a renewal of the basis runs before it is used, fewer than refresh",
            SOURCE),
        whole(
            "update",
            "1",
            "steps between renewals of the Gauss-Newton diagonal; refresh and lag are multiples"),
        text("batch", POPULATION, "examples for the gradient, or population"),
        text("curvature-batch", POPULATION, "examples for the curvature, or population"));
  }

  /**
   * A grid of these settings.
   *
   * @param said name and value; of several, separated by {@code |}
   * @throws IllegalArgumentException if a name or a value is wrong
   */
  public static Grid grid(Map<String, String> said) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    said.forEach((name, text) -> lists.put(name, Arrays.asList(text.split("\\|", -1))));
    return checked(Grid.of(all(), lists));
  }

  /** Checks what is only a text to {@link Setting}. */
  static Grid checked(Grid grid) {
    grid.get("schedule").forEach(text -> check("schedule", text));
    grid.get("batch").forEach(text -> check("batch", text));
    grid.get("curvature-batch").forEach(text -> check("curvature-batch", text));
    return grid;
  }

  /**
   * Checks that basis and diagonal are renewed together.
   *
   * @param method values of {@link #all}
   * @throws IllegalArgumentException if a renewal lasts beyond the next, or if the diagonal is not
   *     renewed with its basis
   */
  static void checkRenewals(Settings method) {
    long refresh = method.whole("refresh");
    long lag = method.whole(LAG);
    long update = method.whole("update");
    if (lag >= refresh) {
      throw new IllegalArgumentException(
          "lag=%d: want fewer steps than refresh=%d".formatted(lag, refresh));
    }
    if (refresh % update != 0 || lag % update != 0) {
      throw new IllegalArgumentException(
          "update=%d: want a divisor of refresh=%d and of lag=%d, so that the diagonal is renewed with its basis"
              .formatted(update, refresh, lag));
    }
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if the setting does not take it
   */
  static void check(String setting, String text) {
    switch (setting) {
      case "schedule" -> schedule(1, text, EIGHTH);
      case "batch", "curvature-batch" -> {
        if (!text.equals(POPULATION) && !text.matches("[1-9][0-9]{0,8}")) {
          throw new IllegalArgumentException(
              setting + "=" + text + ": want a whole number of at least 1, or " + POPULATION);
        }
      }
      case "lr" -> {
        if (!(Double.parseDouble(text) > 0)) {
          throw new IllegalArgumentException("lr=" + text + ": want a number above 0");
        }
      }
      default -> {}
    }
  }

  /**
   * The learning rate from step to step.
   *
   * @param lr η
   * @param text {@code constant}, {@code halve/K} or {@code eighths}
   * @param steps how long the run is
   * @throws IllegalArgumentException if the text is none of them
   */
  public static Schedule schedule(double lr, String text, long steps) {
    if (text.equals("constant")) {
      return Schedule.constant(lr);
    }
    if (text.equals("eighths")) {
      return Schedule.step(lr, Math.max(1, steps / EIGHTH), 0.5);
    }
    if (text.matches("halve/[1-9][0-9]{0,8}")) {
      return Schedule.step(lr, Long.parseLong(text.substring(text.indexOf('/') + 1)), 0.5);
    }
    throw new IllegalArgumentException(
        "schedule=" + text + ": want constant, halve/K with a whole K, or eighths");
  }

  /**
   * The same settings for the optimizer {@code adam-or-gn}.
   *
   * @param method values of {@link #all}
   * @param steps how long the run is
   */
  static Map<String, String> optimizer(Settings method, long steps) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String name : List.of("basis", "gamma", "diagonal", "power", "beta2")) {
      said.put(name, method.text(name));
    }
    said.put("damping", method.text("alpha"));
    said.put("refresh-every", method.text("refresh"));
    said.put("refresh-lag", method.text(LAG));
    said.put("update-every", method.text("update"));
    said.put("lr", scheduleText(method.text("lr"), method.text("schedule"), steps));
    return said;
  }

  private static String scheduleText(String lr, String text, long steps) {
    return switch (text) {
      case "constant" -> lr;
      case "eighths" -> Decay.EIGHTHS.text(lr, steps);
      default -> "step(%s, %s, 0.5)".formatted(lr, text.substring(text.indexOf('/') + 1));
    };
  }

  private static Setting choice(String name, String usual, String meaning, String... words) {
    return new Setting(name, new Setting.Choice(List.of(words)), usual, meaning, SOURCE);
  }

  private static Setting real(String name, Setting.Real kind, String usual, String meaning) {
    return new Setting(name, kind, usual, meaning, SOURCE);
  }

  private static Setting whole(String name, String usual, String meaning) {
    return new Setting(name, new Setting.Whole(1), usual, meaning, SOURCE);
  }

  private static Setting text(String name, String usual, String meaning) {
    return new Setting(name, new Setting.Text(meaning), usual, meaning, SOURCE);
  }
}
