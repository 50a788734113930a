package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Scale;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.recipe.Recipes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An optimizer of the experiments on real data.
 *
 * @param competitor the optimizer, and what is set and not tuned
 * @param second the setting that robustness is asked of besides the learning rate
 */
record RealContender(Competitor competitor, String second) {
  private static final double DECADE = 10;

  /** Momentum is no scale: its values are given, for every optimizer the same. */
  private static final List<String> MOMENTA = List.of("0", "0.5", "0.9", "0.95", "0.99");

  static List<RealContender> all() {
    return List.of(
        of("sgd", "momentum", Map.of("momentum", "0.9")),
        of("adam", "eps", Map.of()),
        of("kfac", "damping", Map.of()),
        of("ekfac", "damping", Map.of("factors-every", "1")), // as K-FAC takes them
        of("foof", "damping", Map.of()),
        of("shampoo", "epsilon", Map.of()),
        of("soap", "epsilon", Map.of()),
        of("muon", "momentum", Map.of()));
  }

  private static RealContender of(String name, String second, Map<String, String> said) {
    return new RealContender(Competitor.of(Recipes.named(name), said), second);
  }

  /** The one of a name on the command line. */
  static RealContender named(String name) {
    return all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  String name() {
    return competitor.name();
  }

  String label() {
    return competitor.label();
  }

  /** Learning rates two decades either way of the default, two a decade; at quick one a decade. */
  List<Double> learningRates(Scale scale) {
    return scale == Scale.QUICK ? around("lr", 2, DECADE) : around("lr", 4, Math.sqrt(DECADE));
  }

  /**
   * Values of the second setting, ascending: momentum as given; damping two decades around its
   * default, in steps of one; ε, whose default is next to nothing, eight decades in steps of two.
   * At quick every other one.
   */
  List<String> seconds(Scale scale) {
    List<String> values =
        second.equals("momentum")
            ? MOMENTA
            : around(second, 2, second.equals("damping") ? DECADE : DECADE * DECADE).stream()
                .map(RealContender::written)
                .toList();
    return scale == Scale.PAPER
        ? values
        : List.of(values.getFirst(), values.get(values.size() / 2), values.getLast());
  }

  private List<Double> around(String name, int steps, double factor) {
    double start =
        competitor.settings().stream()
            .filter(setting -> setting.name().equals(name))
            .map(Setting::defaultValue)
            .mapToDouble(Double::parseDouble)
            .findFirst()
            .orElseThrow();
    return IntStream.rangeClosed(-steps, steps)
        .mapToObj(i -> rounded(start * Math.pow(factor, i)))
        .toList();
  }

  /** As settings are usually written, such as {@code 1e-8}. */
  private static String written(double value) {
    return Double.toString(value).replaceFirst("\\.0(E|$)", "$1").replace('E', 'e');
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(3)).doubleValue();
  }
}
