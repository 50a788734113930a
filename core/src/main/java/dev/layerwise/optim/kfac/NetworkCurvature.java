package dev.layerwise.optim.kfac;

import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.function.BiConsumer;

/** The approximate curvature C of all trained parameters, and its damped inverse. */
interface NetworkCurvature {
  /**
   * Updates the running means.
   *
   * @param objective after its gradient was computed
   * @param rho how much of its weight the past keeps
   * @param labels what sampled labels are drawn from
   */
  void update(NetworkObjective objective, double rho, Rng labels);

  /** Decomposes what the means are now, damped by λ. */
  void refresh(double lambda);

  /** {@code V ← (C + λ I)⁻¹ G}. */
  void apply(double lambda, ParameterVector G, ParameterVector V);

  /**
   * Whether {@link #applyToOwn} can do without the gradient.
   *
   * @param objective the batch, before anything of it is computed
   */
  default boolean knowsGradient(NetworkObjective objective) {
    return false;
  }

  /** The same for the loss's own gradient, which need not have been computed. */
  default void applyToOwn(double lambda, NetworkObjective objective, ParameterVector V) {
    throw new IllegalStateException("this curvature does not know the gradient");
  }

  /** {@code uᵀ C u}, without damping. */
  double quadratic(ParameterVector u);

  /** How many decompositions failed. */
  long failed();

  /** Shows everything that the next steps depend on. */
  void state(StateVisitor visitor);

  /** The spectra of what is remembered. */
  void spectra(BiConsumer<String, double[]> reader);
}
