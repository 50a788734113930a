package dev.layerwise.lab.experiments;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A number that may be known by a bound alone, such as the steps of a run that was cut off.
 *
 * @param value the number, or the bound
 * @param side on which side of the value the number lies
 */
record Bounded(double value, Side side) {
  /** Where the true number lies. */
  enum Side {
    EXACT,
    AT_LEAST,
    AT_MOST,
    UNKNOWN;

    private Side opposite() {
      return switch (this) {
        case EXACT, UNKNOWN -> this;
        case AT_LEAST -> AT_MOST;
        case AT_MOST -> AT_LEAST;
      };
    }

    private Side and(Side other) {
      if (this == EXACT || this == other) {
        return other;
      }
      return other == EXACT ? this : UNKNOWN;
    }
  }

  static final Bounded NOTHING = new Bounded(Double.NaN, Side.UNKNOWN);

  static Bounded exactly(double value) {
    return new Bounded(value, Double.isNaN(value) ? Side.UNKNOWN : Side.EXACT);
  }

  static Bounded atLeast(double value) {
    return new Bounded(value, Side.AT_LEAST);
  }

  /** The quotient of two positive numbers, as far as it is known. */
  Bounded over(Bounded other) {
    return new Bounded(value / other.value, side.and(other.side.opposite()));
  }

  /** The least of numbers, each exact or bounded from below. */
  static Bounded least(List<Bounded> numbers) {
    return numbers.stream().anyMatch(n -> n.side == Side.UNKNOWN || n.side == Side.AT_MOST)
        ? NOTHING
        : numbers.stream().min(Comparator.comparingDouble(Bounded::value)).orElse(NOTHING);
  }

  /** Whether it is certainly at most the bound. */
  boolean surelyAtMost(double bound) {
    return value <= bound && (side == Side.EXACT || side == Side.AT_MOST);
  }

  /** Whether it is certainly above the bound. */
  boolean surelyAbove(double bound) {
    return value > bound && (side == Side.EXACT || side == Side.AT_LEAST);
  }

  /** Whether it is certainly at least the bound. */
  boolean surelyAtLeast(double bound) {
    return value >= bound && (side == Side.EXACT || side == Side.AT_LEAST);
  }

  /** Whether it is certainly below the bound. */
  boolean surelyBelow(double bound) {
    return value < bound && (side == Side.EXACT || side == Side.AT_MOST);
  }

  @Override
  public String toString() {
    String number =
        value >= 10 ? String.format(Locale.ROOT, "%.0f", value) : HeadToHeadClaims.number(value);
    return switch (side) {
      case EXACT -> number;
      case AT_LEAST -> "≥ " + number;
      case AT_MOST -> "≤ " + number;
      case UNKNOWN -> "unknown";
    };
  }
}
