package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.List;

/** What an optimizer may ask about the batch that it steps on. */
public interface Objective {
  /** What is to be changed. */
  List<Parameter> parameters();

  /**
   * Computes the gradient at the current parameters into {@link Parameter#gradient}.
   *
   * @return the batch's mean loss there
   */
  double gradient();

  /**
   * The same for those who need nothing else of the batch, such as what a network's layers saw;
   * equal to rounding.
   *
   * @return the batch's mean loss there
   */
  default double gradientAlone() {
    return gradient();
  }

  /**
   * Computes the loss at the current parameters alone; gradients stay as they are.
   *
   * @return the batch's mean loss
   */
  double loss();
}
