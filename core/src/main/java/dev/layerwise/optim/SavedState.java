package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What an optimizer remembered at one moment, by name, in the order of its walk. Law: saved,
 * restored into an optimizer started alike, the next steps are bit for bit the same.
 *
 * @param matrices copies of the matrices
 * @param numbers the numbers
 * @param wholes the whole numbers
 */
public record SavedState(
    Map<String, Matrix> matrices, Map<String, Double> numbers, Map<String, Long> wholes) {
  /** Copies the maps. */
  public SavedState {
    matrices = Collections.unmodifiableMap(new LinkedHashMap<>(matrices));
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    wholes = Collections.unmodifiableMap(new LinkedHashMap<>(wholes));
  }

  /**
   * Saves.
   *
   * @param walk shows a visitor everything, such as {@code optimizer::state}
   */
  public static SavedState of(Consumer<StateVisitor> walk) {
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    Map<String, Long> wholes = new LinkedHashMap<>();
    walk.accept(
        new StateVisitor() {
          @Override
          public void matrix(String name, Matrix M) {
            once(matrices.put(name, M.copy()), name);
          }

          @Override
          public double number(String name, double value) {
            once(numbers.put(name, value), name);
            return value;
          }

          @Override
          public long whole(String name, long value) {
            once(wholes.put(name, value), name);
            return value;
          }
        });
    return new SavedState(matrices, numbers, wholes);
  }

  private static void once(Object before, String name) {
    if (before != null) {
      throw new IllegalArgumentException("state: '" + name + "' is visited twice");
    }
  }

  /**
   * Restores.
   *
   * @param walk shows a visitor everything, such as {@code optimizer::state}
   * @throws IllegalArgumentException if something is missing, left over, or of another shape
   */
  public void restore(Consumer<StateVisitor> walk) {
    Set<String> left = new HashSet<>(matrices.keySet());
    left.addAll(numbers.keySet());
    left.addAll(wholes.keySet());
    walk.accept(
        new StateVisitor() {
          @Override
          public void matrix(String name, Matrix M) {
            Matrix saved = found(matrices, name);
            if (saved.rows() != M.rows() || saved.cols() != M.cols()) {
              throw new IllegalArgumentException(
                  "state: '%s' is %d×%d and the saved one %d×%d; want a state of the same optimizer"
                      .formatted(name, M.rows(), M.cols(), saved.rows(), saved.cols()));
            }
            M.setTo(saved);
            left.remove(name);
          }

          @Override
          public double number(String name, double value) {
            left.remove(name);
            return found(numbers, name);
          }

          @Override
          public long whole(String name, long value) {
            left.remove(name);
            return found(wholes, name);
          }
        });
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "state: '"
              + Collections.min(left)
              + "' is saved and not asked for; want a state of the same optimizer");
    }
  }

  private static <T> T found(Map<String, T> saved, String name) {
    T value = saved.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "state: '" + name + "' is not saved; want a state of the same optimizer");
    }
    return value;
  }
}
