package dev.layerwise.optim.form;

import java.util.List;

/**
 * The diagonal D of {@code U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ}, before damping and power.
 *
 * <p>Source: Adam-or-GN eqs. (2), (3); George et al. 2018 for {@link FisherDiagonal} in K-FAC's
 * basis.
 */
public sealed interface Spectrum {
  /** The names that {@link #named} knows. */
  List<String> NAMES = List.of("ones", "eigenvalues", "fisher", "squared-gradients");

  /**
   * The spectrum of a name.
   *
   * @param name one of {@link #NAMES}
   * @throws IllegalArgumentException if there is none
   */
  static Spectrum named(String name) {
    return switch (name) {
      case "ones" -> new Ones();
      case "eigenvalues" -> new Eigenvalues();
      case "fisher" -> new FisherDiagonal();
      case "squared-gradients" -> new SquaredGradients();
      default ->
          throw new IllegalArgumentException(
              "there is no spectrum '" + name + "'; there are " + String.join(", ", NAMES));
    };
  }

  /** What D is, in words. */
  default String words() {
    return switch (this) {
      case Ones ones -> "1";
      case Eigenvalues eigenvalues -> "outer product of the two spectra";
      case FisherDiagonal fisher -> "diagonal of the Fisher / Gauss-Newton matrix in the basis";
      case SquaredGradients squares -> "running mean of squared rotated gradients";
    };
  }

  /** D = 1. */
  record Ones() implements Spectrum {}

  /** The eigenvalues that come with the basis, {@code D = σ_U σ_Vᵀ}; of a whole matrix, its own. */
  record Eigenvalues() implements Spectrum {}

  /**
   * The diagonal of the Fisher matrix in the basis, a running mean of {@code D = E[(Uᵀ g aᵀ V)∘²] =
   * ((g U)∘²)ᵀ((a V)∘²)/n}; no gradient of a single example is formed. Where weights are shared
   * over positions, it is as {@link Positions} says.
   */
  record FisherDiagonal() implements Spectrum {}

  /**
   * A running mean of {@code (UᵀG V)∘²}, G the gradients of batches; divided by its bias, and not
   * rotated where the basis turns, as in SOAP.
   */
  record SquaredGradients() implements Spectrum {}
}
