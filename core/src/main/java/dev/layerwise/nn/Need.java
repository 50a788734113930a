package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a backward pass is for.
 *
 * @param gradients where the gradient of each parameter goes, if they are wanted
 * @param inputGradient whether the gradient with respect to the input is wanted
 */
record Need(Optional<Function<Parameter, Matrix>> gradients, boolean inputGradient) {
  /** The same, but for the input's gradient. */
  Need input(boolean wanted) {
    return wanted == inputGradient ? this : new Need(gradients, wanted);
  }
}
