package dev.layerwise.lab.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a calculator answers.
 *
 * @param fields named values, in the order in which they are shown
 */
public record Answer(List<Field> fields) {
  /** Copies the list. */
  public Answer {
    fields = List.copyOf(fields);
  }

  /**
   * A named value.
   *
   * @param name its name in JSON, such as {@code corr_sgd}
   * @param value the value
   * @param meaning what it is, in words, without a final stop
   */
  public record Field(String name, Value value, String meaning) {}

  /** A value. */
  public sealed interface Value {
    /** Why there is no value, or not everywhere; otherwise empty. */
    default String because() {
      return "";
    }
  }

  /**
   * A finite number.
   *
   * @param value the number
   */
  public record Real(double value) implements Value {}

  /**
   * A whole number.
   *
   * @param value the number
   */
  public record Whole(long value) implements Value {}

  /**
   * Numbers, such as a spectrum or a curve.
   *
   * @param values the numbers; one that is not finite is {@code null} in JSON
   * @param because one clause that says why some have no value, without a final stop; empty if all
   *     are finite
   */
  public record Reals(List<Double> values, String because) implements Value {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a number is not finite and no reason is given
     */
    public Reals {
      values = List.copyOf(values);
      if (because.isEmpty() && !values.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(values + ": want finite numbers, or a reason");
      }
    }
  }

  /**
   * Text, such as the name of a file that was written.
   *
   * @param text the text
   */
  public record Text(String text) implements Value {}

  /**
   * No value, {@code null} in JSON.
   *
   * @param because one clause that says why, without a final stop
   */
  public record Undefined(String because) implements Value {}

  /** The field of a name. */
  public Field field(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no field '" + name + "'"));
  }

  /** The number of a field that holds one. */
  public double real(String name) {
    return switch (field(name).value()) {
      case Real(double value) -> value;
      case Whole(long value) -> value;
      case Reals _, Text _, Undefined _ ->
          throw new IllegalArgumentException("field '" + name + "' holds no single number");
    };
  }

  /** Makes an answer, field by field. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    /**
     * Adds a number.
     *
     * @throws IllegalArgumentException if it is not finite: say why with {@link #undefined}
     */
    public Builder real(String name, double value, String meaning) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " is " + value + "; want a finite number");
      }
      return add(name, new Real(value), meaning);
    }

    /** Adds a number, or says why there is none if it is not finite. */
    public Builder realOr(String name, double value, String meaning, String because) {
      return Double.isFinite(value)
          ? real(name, value, meaning)
          : undefined(name, meaning, because);
    }

    /** Adds a whole number. */
    public Builder whole(String name, long value, String meaning) {
      return add(name, new Whole(value), meaning);
    }

    /**
     * Adds numbers.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    public Builder reals(String name, double[] values, String meaning) {
      return realsOr(name, values, meaning, "");
    }

    /** Adds numbers, and says why there is none in place of those that are not finite. */
    public Builder realsOr(String name, double[] values, String meaning, String because) {
      boolean whole = Arrays.stream(values).allMatch(Double::isFinite);
      List<Double> list = Arrays.stream(values).boxed().toList();
      return add(name, new Reals(list, whole ? "" : because), meaning);
    }

    /** Adds a text. */
    public Builder text(String name, String text, String meaning) {
      return add(name, new Text(text), meaning);
    }

    /** Adds a field that has no value. */
    public Builder undefined(String name, String meaning, String because) {
      return add(name, new Undefined(because), meaning);
    }

    private Builder add(String name, Value value, String meaning) {
      fields.add(new Field(name, value, meaning));
      return this;
    }

    /** The answer. */
    public Answer build() {
      return new Answer(fields);
    }
  }
}
