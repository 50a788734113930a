package dev.layerwise.optim;

import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/** An optimizer at work: settings, and what it remembers from step to step. */
public interface Optimizer {
  /**
   * Performs a step: computes the gradient and changes the parameters in place.
   *
   * @param objective the batch
   * @return the batch's mean loss before the step
   * @throws DivergedException if the method cannot go on
   */
  double step(Objective objective);

  /** Shows everything that the next steps depend on, besides parameters and settings. */
  void state(StateVisitor visitor);

  /** Where the time went. */
  Phases phases();

  /**
   * Reports what a researcher may want to see of the last step, such as {@code damping} or {@code
   * learning rate}.
   */
  default void report(ObjDoubleConsumer<String> reader) {}

  /**
   * Reports the spectra of what the method remembers of the curvature, such as {@code 0 inputs};
   * costs a decomposition of each.
   *
   * @param reader is given a name and eigenvalues, ascending
   */
  default void spectra(BiConsumer<String, double[]> reader) {}
}
