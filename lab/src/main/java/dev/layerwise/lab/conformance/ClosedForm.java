package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tensor that a problem's text gives as a function of its indices (from 0) and of t, such as
 * {@code x[n,j](t) = sin(0.9*(n+1)*(j+1) + 0.5*t) (8x3)}.
 *
 * @param indices the names of the indices
 * @param formula its entries
 * @param sizes the dimensions, as many as there are indices
 */
record ClosedForm(List<String> indices, Formula.Parsed formula, List<Integer> sizes) {
  private static final Pattern SIZES = Pattern.compile("\\s*\\((\\d+(?:x\\d+)*)\\b");

  /**
   * Finds the closed form of a name.
   *
   * @param text the problem's text
   * @param name such as {@code x}
   * @throws Unsupported if the text has one that cannot be read
   */
  static Optional<ClosedForm> find(String text, String name) {
    Matcher head =
        Pattern.compile("(?<![\\w\\]])" + name + "\\[([a-z](?:,[a-z])*)\\](?:\\(t\\))?\\s*=\\s*")
            .matcher(text);
    if (!head.find()) {
      return Optional.empty();
    }
    try {
      Formula.Parsed formula = Formula.read(text, head.end());
      Matcher sizes = SIZES.matcher(text).region(formula.end(), text.length());
      List<Integer> dimensions = new ArrayList<>();
      if (sizes.lookingAt()) {
        for (String size : sizes.group(1).split("x", -1)) {
          dimensions.add(Integer.valueOf(size));
        }
      }
      List<String> indices = List.of(head.group(1).split(",", -1));
      if (dimensions.size() != indices.size()) {
        throw new Unsupported("problem_spec: the sizes of " + name);
      }
      return Optional.of(new ClosedForm(indices, formula, dimensions));
    } catch (IllegalArgumentException e) {
      throw new Unsupported("problem_spec: " + e.getMessage());
    }
  }

  /**
   * The closed form of a name, which must be there.
   *
   * @throws Unsupported if it is not
   */
  static ClosedForm of(String text, String name) {
    return find(text, name)
        .orElseThrow(() -> new Unsupported("problem_spec: a formula of " + name));
  }

  /**
   * Its entries at t, (d₀, d₁ ⋯ d_k).
   *
   * @throws Unsupported if the formula holds an unknown variable
   */
  Matrix at(long t) {
    int rest = sizes.stream().skip(1).reduce(1, Math::multiplyExact);
    Map<String, Double> variables = new HashMap<>();
    variables.put("t", (double) t);
    try {
      return Matrix.generate(
          sizes.getFirst(),
          rest,
          (i, j) -> {
            variables.put(indices.getFirst(), (double) i);
            int left = j;
            for (int d = sizes.size() - 1; d > 0; d--) {
              variables.put(indices.get(d), (double) (left % sizes.get(d)));
              left /= sizes.get(d);
            }
            return formula.at(variables);
          });
    } catch (IllegalArgumentException e) {
      throw new Unsupported("problem_spec: " + e.getMessage());
    }
  }
}
