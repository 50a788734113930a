package dev.layerwise.lab.theory;

import dev.layerwise.nn.ErrorFunction;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.optim.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A link function s⋆ of one number, known well enough to be integrated: every activation of the
 * library and the teachers of the single-index part of Concurrence (arXiv:2502.01763).
 *
 * @param name its name, such as {@code gelu}
 * @param formula what it computes, in z
 * @param function s⋆
 * @param kinks where it is not smooth; between them it is analytic
 */
public record Teacher(
    String name, String formula, DoubleUnaryOperator function, List<Double> kinks) {
  /** Concurrence §4.2: {@code s⋆(z) = z + (z² − 1)/√2}. */
  public static final Teacher PAPER =
      smooth("paper", "z + (z² − 1)/√2", z -> z + (z * z - 1) / Math.sqrt(2));

  /** {@code s⋆(z) = erf(z/√2)}. */
  public static final Teacher ERF =
      smooth("erf", "erf(z/√2)", z -> ErrorFunction.erf(z * Math.sqrt(0.5)));

  /** The third Hermite polynomial, of norm 1: {@code s⋆(z) = (z³ − 3z)/√6}. */
  public static final Teacher HE3 =
      smooth("he3", "(z³ − 3z)/√6", z -> z * (z * z - 3) / Math.sqrt(6));

  /** {@code s⋆(z) = sin z}. */
  public static final Teacher SIN = smooth("sin", "sin z", Math::sin);

  /** Copies the kinks. */
  public Teacher {
    kinks = List.copyOf(kinks);
  }

  private static Teacher smooth(String name, String formula, DoubleUnaryOperator function) {
    return new Teacher(name, formula, function, List.of());
  }

  /** An activation of the library. */
  public static Teacher of(String name, Nonlinearity activation) {
    boolean kink =
        activation.equals(Nonlinearity.RELU) || activation instanceof Nonlinearity.LeakyRelu;
    return new Teacher(
        name,
        "the library's " + name,
        z -> {
          double[] argument = {z};
          double[] result = new double[1];
          activation.apply(argument, result, 1);
          return result[0];
        },
        kink ? List.of(0.0) : List.of());
  }

  /** All teachers and all activations of the library, the paper's first, then by name. */
  public static List<Teacher> all() {
    List<Teacher> rest = new ArrayList<>(List.of(HE3, SIN));
    Nonlinearity.byName().forEach((name, activation) -> rest.add(of(name, activation)));
    rest.sort(Comparator.comparing(Teacher::name));
    rest.addFirst(PAPER);
    return rest;
  }

  /**
   * The teacher of a name.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest ones
   */
  public static Teacher named(String name) {
    List<String> names = all().stream().map(Teacher::name).toList();
    return all().stream()
        .filter(teacher -> teacher.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no teacher '"
                    + name
                    + "'"
                    + Nearest.question(name, names)
                    + "; there are "
                    + String.join(", ", names)));
  }

  /** s⋆(z). */
  public double at(double z) {
    return function.applyAsDouble(z);
  }
}
