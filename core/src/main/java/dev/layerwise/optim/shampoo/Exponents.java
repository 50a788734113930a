package dev.layerwise.optim.shampoo;

import java.util.HashMap;
import java.util.Map;

/**
 * Values for tensors of an order, or for one dimension of them: {@code 2.0=0.5 2.1=0 1=0} says ½
 * for dimension 0 of matrices, 0 for dimension 1, and 0 for vectors.
 */
final class Exponents {
  /** What a setting of this kind wants. */
  static final String WANTED =
      "entries ORDER=VALUE or ORDER.DIM=VALUE, dimensions from 0, such as 1=0 2.0=0.5; or none";

  private final Map<String, Double> values = new HashMap<>();

  private Exponents() {}

  static Exponents parse(String name, String text) {
    Exponents exponents = new Exponents();
    for (String entry :
        text.isBlank() || text.equals("none") ? new String[0] : text.trim().split("[ ,]+", -1)) {
      String[] sides = entry.split("=", -1);
      if (sides.length != 2
          || !sides[0].matches("[1-9](\\.[0-9])?")
          || !sides[1].matches("[0-9.eE+-]+")) {
        throw new IllegalArgumentException(name + "=" + text + ": want " + WANTED);
      }
      exponents.values.put(sides[0], Double.parseDouble(sides[1]));
    }
    return exponents;
  }

  double of(int order, int d, double otherwise) {
    Double forAll = values.get(String.valueOf(order));
    return values.getOrDefault(order + "." + d, forAll == null ? otherwise : forAll);
  }

  double of(int order, double otherwise) {
    return values.getOrDefault(String.valueOf(order), otherwise);
  }
}
