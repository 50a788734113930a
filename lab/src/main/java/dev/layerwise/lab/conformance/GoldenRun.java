package dev.layerwise.lab.conformance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a reference optimizer did on a small problem: a file of schema {@code layerwise-golden/1}.
 *
 * @param optimizer the reference's name, such as {@code torch.optim.SGD}
 * @param dtype the arithmetic it used, such as {@code float64}
 * @param problem what it was given
 * @param hyper every hyperparameter
 * @param initial the parameters at the start, in the order of the file
 * @param steps what happened at t = 1, 2, …
 */
record GoldenRun(
    String optimizer,
    String dtype,
    ProblemText problem,
    Place hyper,
    Map<String, Tensor> initial,
    List<GoldenStep> steps) {
  GoldenRun {
    steps = List.copyOf(steps);
  }

  /**
   * A problem in words.
   *
   * @param kind {@code open}, {@code net}, …
   * @param spec its formulas
   * @param note more about the run, or empty
   */
  record ProblemText(String kind, String spec, String note) {}

  /**
   * One step.
   *
   * @param gradients what the optimizer received, where the file says so
   * @param parameters the parameters after it
   * @param loss the loss before it, where the file says so
   * @param state what the optimizer remembered after it, where the file says so
   */
  record GoldenStep(
      Optional<Map<String, Tensor>> gradients,
      Map<String, Tensor> parameters,
      OptionalDouble loss,
      Optional<Place> state) {}
}
