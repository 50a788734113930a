package dev.layerwise.bench;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * The decompositions that a method needs at a refresh, as bare calls of LAPACK.
 *
 * @param routine what is called
 * @param orders on symmetric matrices of these orders
 */
record Decompositions(Routine routine, List<Integer> orders) {

  /** A decomposition of a symmetric matrix. */
  enum Routine {
    /** dpotrf, dpotri. */
    INVERSE,
    /** dsyevd. */
    EIGEN,
    /** dgeqrf, dorgqr. */
    QR
  }

  static final Decompositions NONE = new Decompositions(Routine.QR, List.of());

  /** Those of a method of the catalogue. */
  static Decompositions of(String recipe, Network network) {
    return switch (recipe) {
      case "kfac" -> new Decompositions(Routine.INVERSE, layers(network));
      case "ekfac" -> new Decompositions(Routine.EIGEN, layers(network));
      case "shampoo" -> new Decompositions(Routine.EIGEN, parameters(network));
      case "soap" -> new Decompositions(Routine.QR, matrices(network));
      default -> NONE;
    };
  }

  private static List<Integer> layers(Network network) {
    List<Integer> orders = new ArrayList<>();
    for (Block block : network.blocks()) {
      orders.add(block.dOut());
      orders.add(block.dIn());
    }
    return orders;
  }

  private static List<Integer> matrices(Network network) {
    List<Integer> orders = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.isMatrix()) {
        orders.add(parameter.value().rows());
        orders.add(parameter.value().cols());
      }
    }
    return orders;
  }

  private static List<Integer> parameters(Network network) {
    List<Integer> orders = matrices(network);
    network.parameters().stream()
        .filter(parameter -> !parameter.isMatrix())
        .forEach(parameter -> orders.add(parameter.value().rows()));
    return orders;
  }

  /** CPU seconds of one refresh. */
  double seconds() {
    double nanos = 0;
    for (int n : orders) {
      double[] S = positiveDefinite(n);
      double[] numbers = new double[n];
      Clocks start = Clocks.now();
      int info = call(n, S, numbers);
      nanos += Clocks.now().since(start).thread();
      if (info != 0) {
        throw new IllegalStateException(routine + " of order " + n + " fails with info " + info);
      }
    }
    return nanos * 1e-9;
  }

  private int call(int n, double[] S, double[] numbers) {
    Lapack lapack = Lapack.current();
    return switch (routine) {
      case INVERSE -> lapack.dpotrf(n, S, n) + lapack.dpotri(n, S, n);
      case EIGEN -> lapack.dsyevd(true, n, S, n, numbers);
      case QR -> lapack.dgeqrf(n, n, S, n, numbers) + lapack.dorgqr(n, n, n, S, n, numbers);
    };
  }

  private static double[] positiveDefinite(int n) {
    Rng rng = Rng.of(n);
    double[] S = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i <= j; i++) {
        double x = rng.nextGaussian() / Math.sqrt(n);
        S[i + j * n] = x;
        S[j + i * n] = x;
      }
      S[j + j * n] += 3; // beyond the spectrum of the rest, which is within ±2
    }
    return S;
  }
}
