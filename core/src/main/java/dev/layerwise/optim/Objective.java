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
   * Computes the loss at the current parameters alone; gradients stay as they are.
   *
   * @return the batch's mean loss
   */
  double loss();
}
