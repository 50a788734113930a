package dev.layerwise.lab.sweep;

import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.function.BiFunction;

/** A task that a network learns by squared loss from fresh examples, held out 4096 of them. */
final class NetworkTask implements Task {
  private static final int HELD_OUT = 4096;

  private final String name;
  private final String meaning;
  private final List<Setting> parameters;
  private final BiFunction<Settings, Long, Examples> examples;

  private NetworkTask(
      String name,
      String meaning,
      List<Setting> parameters,
      BiFunction<Settings, Long, Examples> examples) {
    this.name = name;
    this.meaning = meaning;
    this.parameters = List.copyOf(parameters);
    this.examples = examples;
  }

  /** Signs, and the product of some of them. */
  static NetworkTask parity() {
    return new NetworkTask(
        "parity",
        "x ∈ {±1}^features, y the product of the first support signs",
        List.of(
            whole("features", "20", "d"),
            whole("support", "6", "k, how many signs are multiplied")),
        (p, seed) -> {
          int k = (int) p.whole("support");
          return SignSum.of(seed, (int) p.whole("features"), 1, k);
        });
  }

  /** Signs, and the sum of the products of segments. */
  static NetworkTask staircase() {
    return new NetworkTask(
        "staircase",
        "x ∈ {±1}^(segments · length), y the sum of the products of the segments",
        List.of(whole("segments", "3", "how many"), whole("length", "7", "signs of a segment")),
        (p, seed) -> {
          int segments = (int) p.whole("segments");
          int length = (int) p.whole("length");
          return SignSum.of(seed, segments * length, segments, length);
        });
  }

  /** A random network. */
  static NetworkTask teacher() {
    return new NetworkTask(
        "teacher",
        "x ~ N(0, S) with a random S, y = a·relu(W x + b) of a random network, of variance 1",
        List.of(whole("features", "20", "d"), whole("hidden", "8", "hidden units of the teacher")),
        (p, seed) -> new RandomTeacher((int) p.whole("features"), (int) p.whole("hidden"), seed));
  }

  /** Which of the vectors counts. */
  static NetworkTask selection() {
    return new NetworkTask(
        "selection",
        "tokens [x_t; e_t], x_t ~ N(0, I), and a last one [0; e_i], y = θ⋆·x_i; for transformer:D,"
            + " D = width + length",
        List.of(
            whole("length", "8", "T, how many vectors"),
            whole("width", "8", "features of a vector")),
        (p, seed) -> new Selection((int) p.whole("length"), (int) p.whole("width"), seed));
  }

  private static Setting whole(String name, String usual, String meaning) {
    return new Setting(name, new Setting.Whole(1), usual, meaning, "Adam-or-GN App. C.2");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public List<Setting> parameters() {
    return parameters;
  }

  @Override
  public List<String> quantities() {
    return List.of(NetworkRun.ERROR, NetworkRun.LOSS);
  }

  @Override
  public boolean needsModel() {
    return true;
  }

  @Override
  public void check(Settings p, Settings method, List<String> record) {
    requireBatches(name, method);
    if (name.equals("parity") && p.whole("support") > p.whole("features")) {
      throw new IllegalArgumentException(
          "parity of %d of %d signs; want support at most features"
              .formatted(p.whole("support"), p.whole("features")));
    }
  }

  /** Networks learn from examples. */
  static void requireBatches(String task, Settings method) {
    if (method.text("batch").equals(MethodSettings.POPULATION)) {
      throw new IllegalArgumentException(task + " is learned from examples; want batch: N");
    }
    if (NetworkRun.needsCurvature(method)
        && method.text("curvature-batch").equals(MethodSettings.POPULATION)) {
      throw new IllegalArgumentException(
          task + " is learned from examples; want curvature-batch: N");
    }
  }

  @Override
  public boolean isDeterministic(Settings parameters, Settings method) {
    return false;
  }

  @Override
  public Run start(Assignment a) {
    return new NetworkRun(a, examples.apply(a.parameters(), a.seed()), HELD_OUT);
  }
}
