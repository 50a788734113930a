package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.Optional;
import java.util.function.Function;

/** What a backward pass is for. Both kinds of one place for the gradients are made together. */
final class Need {
  private final Optional<Function<Parameter, Matrix>> gradients;
  private final boolean inputGradient;
  private final Need other;

  /**
   * Parameters' gradients alone.
   *
   * @param gradients where the gradient of each parameter goes, if they are wanted
   */
  Need(Optional<Function<Parameter, Matrix>> gradients) {
    this.gradients = gradients;
    inputGradient = false;
    other = new Need(this);
  }

  private Need(Need without) {
    gradients = without.gradients;
    inputGradient = true;
    other = without;
  }

  /** Where the gradient of each parameter goes, if they are wanted. */
  Optional<Function<Parameter, Matrix>> gradients() {
    return gradients;
  }

  /** Whether the gradient with respect to the input is wanted. */
  boolean inputGradient() {
    return inputGradient;
  }

  /** The same, but for the input's gradient. */
  Need input(boolean wanted) {
    return wanted == inputGradient ? this : other;
  }
}
