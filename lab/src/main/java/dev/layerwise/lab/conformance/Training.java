package dev.layerwise.lab.conformance;

import dev.layerwise.nn.Parameter;
import java.util.Collection;
import java.util.function.LongUnaryOperator;

/**
 * What a run's hyperparameters say about its data and its loss.
 *
 * @param batch which batch a step gets, both from 1
 * @param further which batches are seen before the first step, if any are, both from 1
 * @param loss the loss in words; empty where the problem's text alone says it
 * @param l2 the penalty ½ l2 ‖W‖² that the recorded loss includes
 */
record Training(LongUnaryOperator batch, LongUnaryOperator further, String loss, double l2) {
  /** ½ l2 ‖W‖². */
  double penalty(Collection<Parameter> parameters) {
    double squares = 0;
    for (Parameter parameter : parameters) {
      double norm = parameter.value().frobeniusNorm();
      squares += norm * norm;
    }
    return 0.5 * l2 * squares;
  }

  /** Step t gets batch t; no penalty. */
  static final Training USUAL = new Training(t -> t, t -> t, "", 0);
}
