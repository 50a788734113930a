package dev.layerwise.optim.kfac;

import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;

/** The approximate curvature C of one block and its damped inverse. */
interface BlockCurvature {
  /** The block's name. */
  String name();

  /** Begins an update of the running means, which keep ρ of their weight. */
  void begin(double rho);

  /** Adds what the last forward pass left. */
  void addInputs(Pass pass);

  /** Adds what the last backward pass left, with the weight of its kind. */
  void addOutputs(Pass pass, double weight);

  /**
   * The decompositions that a refresh needs, which may run at the same time. Each leaves the last
   * good result as it was where it fails.
   */
  List<Decomposition> decompositions();

  /** {@code V = (C + λ I)⁻¹ G}, or what the form of damping makes of it. */
  void apply(double lambda, ParameterVector.OfBlock G, ParameterVector.OfBlock V);

  /**
   * Whether {@link #applyToOwn} can do without the gradient.
   *
   * @param objective the batch, before anything of it is computed
   */
  default boolean knowsGradient(NetworkObjective objective) {
    return false;
  }

  /** The same for the loss's own gradient, which need not have been computed. */
  default void applyToOwn(double lambda, NetworkObjective objective, ParameterVector.OfBlock V) {
    throw new IllegalStateException(name() + " does not know the gradient");
  }

  /** {@code uᵀ C u}, without damping. */
  double quadratic(ParameterVector.OfBlock u);

  /** Shows everything that the next steps depend on. */
  void state(StateVisitor visitor);

  /** The spectra of the factors. */
  void spectra(BiConsumer<String, double[]> reader);

  /**
   * One decomposition.
   *
   * @param what what is decomposed, for messages
   * @param body decomposes it for a λ
   */
  record Decomposition(String what, Body body) {
    /** Decomposes. */
    @FunctionalInterface
    interface Body {
      /** Decomposes for λ; throws {@code NumericalException} if it cannot. */
      void run(double lambda);
    }
  }
}
