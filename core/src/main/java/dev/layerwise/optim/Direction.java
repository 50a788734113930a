package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * What a method is: it turns gradients into a direction, {@code P⁻¹ G Q⁻¹}, and remembers what it
 * needs for that. Learning rate, momentum, weight decay, clipping and grafting are put around it by
 * {@link Descent}.
 */
public interface Direction {
  /**
   * Whether the next update on an objective reads the parameters' gradients. A method that finds
   * its direction without them says no, and saves a backward pass where nobody else reads them.
   *
   * @param objective the batch, before anything of it is computed
   */
  default boolean readsGradients(Objective objective) {
    return true;
  }

  /**
   * Whether an update on an objective reads more of the batch than the parameters' gradients, such
   * as what a network's layers saw.
   *
   * @param objective the batch
   */
  default boolean readsLayers(Objective objective) {
    return true;
  }

  /**
   * Computes the direction from {@code Parameter.gradient()} of the parameters that it was started
   * on.
   *
   * @param step the step
   */
  void update(Step step);

  /**
   * The direction of one parameter, descent being {@code W − η D}; may be the gradient itself, also
   * overwritten.
   *
   * @param i the parameter's place among those that the method was started on
   * @return D, of the parameter's shape, not a transposed view; overwritten by the next update, may
   *     be changed until then
   */
  Matrix of(int i);

  /** Shows everything that the next update depends on. */
  void state(StateVisitor visitor);

  /** Is told that the parameters have moved. */
  default void moved(Step step) {}

  /** Reports what a researcher may want to see of the last update, such as {@code damping}. */
  default void report(ObjDoubleConsumer<String> reader) {}

  /**
   * Reports the spectra of what the method remembers of the curvature, as {@link
   * Optimizer#spectra}.
   */
  default void spectra(BiConsumer<String, double[]> reader) {}
}
