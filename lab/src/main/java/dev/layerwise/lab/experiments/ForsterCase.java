package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.Locale;
import java.util.Map;

/**
 * Data for the Forster transform.
 *
 * @param kind how it is drawn
 * @param n rows
 * @param d columns
 * @param amount of the kind: the condition number, or the distance to the subspace
 * @param part of the rows that is in or near the subspace of d/4 dimensions
 */
record ForsterCase(Kind kind, int n, int d, double amount, double part) {

  /** How the rows are drawn. */
  enum Kind {
    /** Independent Gaussians. */
    GAUSSIAN("Gaussian"),
    /** Gaussians times one matrix of given condition number. */
    MAPPED("Gaussian, mapped"),
    /** Gaussians, a part of them squeezed towards a subspace of d/4 dimensions. */
    CLUSTERED("clustered"),
    /** The same with distance 0. */
    INSIDE("inside a subspace"),
    /** Ratios of Gaussians, entry by entry: heavy tails. */
    CAUCHY("Cauchy");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static ForsterCase gaussian(int n, int d) {
    return new ForsterCase(Kind.GAUSSIAN, n, d, 0, 0);
  }

  static ForsterCase mapped(double condition) {
    return new ForsterCase(Kind.MAPPED, NgdForster.ROWS, NgdForster.COLUMNS, condition, 0);
  }

  static ForsterCase clustered(double distance, double part) {
    return new ForsterCase(Kind.CLUSTERED, NgdForster.ROWS, NgdForster.COLUMNS, distance, part);
  }

  static ForsterCase inside(double part) {
    return new ForsterCase(Kind.INSIDE, NgdForster.ROWS, NgdForster.COLUMNS, 0, part);
  }

  static ForsterCase cauchy() {
    return new ForsterCase(Kind.CAUCHY, NgdForster.ROWS, NgdForster.COLUMNS, 0, 0);
  }

  Cell cell(String experiment, Scale scale, long seed) {
    return Cell.of(
        experiment,
        scale,
        Map.of(
            "kind",
            kind.name().toLowerCase(Locale.ROOT),
            "n",
            Integer.toString(n),
            "d",
            Integer.toString(d),
            "amount",
            Double.toString(amount),
            "part",
            Double.toString(part)),
        seed);
  }

  static ForsterCase of(Cell cell) {
    return new ForsterCase(
        Kind.valueOf(cell.coordinate("kind").toUpperCase(Locale.ROOT)),
        Integer.parseInt(cell.coordinate("n")),
        Integer.parseInt(cell.coordinate("d")),
        Double.parseDouble(cell.coordinate("amount")),
        Double.parseDouble(cell.coordinate("part")));
  }

  /** The rows; all kinds of one size and seed are made from the same Gaussians. */
  Matrix draw(long seed) {
    Rng rng = Rng.of(seed);
    Matrix X = rng.stream("data").gaussian(n, d);
    return switch (kind) {
      case GAUSSIAN -> X;
      case MAPPED -> X.times(map(rng));
      case CLUSTERED, INSIDE -> squeezed(X);
      case CAUCHY -> {
        Matrix Y = rng.stream("denominator").gaussian(n, d);
        yield X.zipInPlace(Y, (x, y) -> x / Math.abs(y));
      }
    };
  }

  /** U diag(1, …, 1/condition) Vᵀ, logarithmically spaced, U and V Haar distributed. */
  private Matrix map(Rng rng) {
    Matrix U = rng.stream("left").haarOrthogonal(d);
    Matrix V = rng.stream("right").haarOrthogonal(d);
    return U.times(Matrix.generate(d, d, (i, j) -> Math.pow(amount, -i / (d - 1.0)) * V.get(i, j)));
  }

  private Matrix squeezed(Matrix X) {
    long near = Math.round(part * n);
    for (int i = 0; i < near; i++) {
      for (int j = d / 4; j < d; j++) {
        X.set(i, j, amount * X.get(i, j));
      }
    }
    return X;
  }
}
