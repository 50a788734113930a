package dev.layerwise.bench;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The decompositions that a method needs at a refresh, as bare calls of LAPACK, and the products
 * that it needs besides.
 *
 * @param routine what is called
 * @param orders on symmetric matrices of these orders
 * @param productFlops floating-point operations of products, such as those of roots from
 *     eigenvectors
 */
record Decompositions(Routine routine, List<Integer> orders, double productFlops) {

  /** A decomposition of a symmetric matrix. */
  enum Routine {
    /** dpotrf, dpotri. */
    INVERSE,
    /** dsyevd. */
    EIGEN,
    /** dgeqrf, dorgqr. */
    QR
  }

  static final Decompositions NONE = new Decompositions(Routine.QR, List.of(), 0);

  /** Those of a method of the catalogue, with its default way to decompose. */
  static Decompositions of(String recipe, Network network) {
    return switch (recipe) {
      case "kfac" -> new Decompositions(Routine.INVERSE, layers(network), 0);
      case "ekfac", "kfac-pytorch" -> new Decompositions(Routine.EIGEN, layers(network), 0);
      case "shampoo" ->
          new Decompositions(Routine.EIGEN, matrices(network), cubes(matrices(network)));
      case "soap" ->
          new Decompositions(
              Routine.QR,
              matrices(network),
              2 * cubes(matrices(network)) + 2 * rotation(network)); // S Q; the mean turned twice
      default -> NONE;
    };
  }

  private static double cubes(List<Integer> orders) {
    return orders.stream().mapToDouble(n -> (double) n * n * n).sum();
  }

  /** Operations of {@code UᵀG V} for all matrices. */
  private static double rotation(Network network) {
    return network.parameters().stream()
        .filter(Parameter::isMatrix)
        .map(Parameter::value)
        .mapToDouble(W -> 2.0 * W.rows() * W.cols() * (W.rows() + W.cols()))
        .sum();
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

  /** Seconds of the bare calls of one refresh, one after the other. */
  double seconds(ToDoubleFunction<Clocks> clock) {
    double nanos = 0;
    for (int n : orders) {
      Operand S = new Operand(positiveDefinite(n));
      Operand numbers = new Operand(new double[n]);
      Clocks start = Clocks.now();
      int info = call(n, S, numbers);
      nanos += clock.applyAsDouble(Clocks.now().since(start));
      if (info != 0) {
        throw new IllegalStateException(routine + " of order " + n + " fails with info " + info);
      }
    }
    return nanos * 1e-9;
  }

  private int call(int n, Operand S, Operand numbers) {
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
