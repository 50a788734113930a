package dev.layerwise.optim.form;

import java.util.List;

/**
 * The basis of {@code U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ}: what U and V are eigenvectors of. Eigenspaces of
 * several dimensions, the null space above all, get the basis that is a function of the space
 * alone, so that a run does not depend on the LAPACK build.
 *
 * <p>Source: Adam-or-GN §2 and eq. (26).
 */
public sealed interface Basis {
  /** The names that {@link #named} knows. */
  List<String> NAMES =
      List.of("identity", "kronecker", "gradients", "example-gradients", "full", "full-network");

  /**
   * The basis of a name.
   *
   * @param name one of {@link #NAMES}
   * @throws IllegalArgumentException if there is none
   */
  static Basis named(String name) {
    return switch (name) {
      case "identity" -> new Identity();
      case "kronecker" -> new KroneckerFactors();
      case "gradients" -> new Gradients();
      case "example-gradients" -> new ExampleGradients();
      case "full" -> new Full(false);
      case "full-network" -> new Full(true);
      default ->
          throw new IllegalArgumentException(
              "there is no basis '" + name + "'; there are " + String.join(", ", NAMES));
    };
  }

  /** Whether its factors are made of the passes of a Fisher type. */
  default boolean needsPasses() {
    return switch (this) {
      case Identity identity -> false;
      case Gradients gradients -> false;
      case KroneckerFactors factors -> true;
      case ExampleGradients examples -> true;
      case Full full -> true;
      case Interpolated(Basis end, double gamma) -> end.needsPasses();
    };
  }

  /** The basis at the end of the geodesic that this one is on: itself, if it is on none. */
  default Basis end() {
    return this instanceof Interpolated between ? between.basis() : this;
  }

  /** γ, how far on the geodesic from the identity it is: 1, if it is on none. */
  default double gamma() {
    return this instanceof Interpolated between ? between.gamma : 1;
  }

  /** What U and V are, in words. */
  default String words() {
    return switch (this) {
      case Identity identity -> "I, I";
      case KroneckerFactors factors -> "eigenvectors of E[g gᵀ], E[a aᵀ]";
      case Gradients gradients -> "eigenvectors of E[G Gᵀ], E[Gᵀ G], G of batches";
      case ExampleGradients examples -> "eigenvectors of E[‖a‖² g gᵀ], E[‖g‖² a aᵀ]";
      case Full full ->
          "eigenvectors of E[vec(g aᵀ) vec(g aᵀ)ᵀ] of "
              + (full.network() ? "all layers together" : "each layer");
      case Interpolated(Basis end, double gamma) ->
          "on the geodesic from I, at γ = " + gamma + ", to " + end.words();
    };
  }

  /** U = I, V = I. */
  record Identity() implements Basis {}

  /**
   * Eigenvectors of K-FAC's factors, {@code E[g gᵀ]} (dOut, dOut) and {@code E[a aᵀ]} (dIn, dIn).
   */
  record KroneckerFactors() implements Basis {}

  /**
   * Eigenvectors of {@code E[G Gᵀ]} and {@code E[Gᵀ G]}, G the gradients of batches, as Shampoo.
   */
  record Gradients() implements Basis {}

  /**
   * Eigenvectors of {@code E[G Gᵀ]} and {@code E[Gᵀ G]}, {@code G = g aᵀ} of single examples:
   * {@code E[‖a‖² g gᵀ]} and {@code E[‖g‖² a aᵀ]}, whose fourth roots are Shampoo's P and Q as
   * Concurrence App. D.2 prints them. Where weights are shared over positions, G is as {@link
   * Positions} says.
   */
  record ExampleGradients() implements Basis {}

  /**
   * Eigenvectors of the whole matrix over {@code vec(W̄)}, which is formed: for small networks.
   *
   * @param network of all layers together, or of each apart
   */
  record Full(boolean network) implements Basis {}

  /**
   * A point {@code U_γ = exp(γ log U)} of the geodesic from the identity to another basis, U of
   * each side apart.
   *
   * <p>Source: Adam-or-GN Alg. 2.
   *
   * @param basis the other basis, which turns
   * @param gamma γ, above 0 and at most 1
   */
  record Interpolated(Basis basis, double gamma) implements Basis {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if γ is out of range, or the other basis is the identity or
     *     on a geodesic itself
     */
    public Interpolated {
      if (!(gamma > 0 && gamma <= 1)) {
        throw new IllegalArgumentException(
            "interpolated basis at gamma " + gamma + "; want a number above 0 and at most 1");
      }
      if (basis instanceof Identity || basis instanceof Interpolated) {
        throw new IllegalArgumentException(
            "interpolated basis between the identity and "
                + basis
                + "; want another basis at the end");
      }
    }
  }
}
