package dev.layerwise.lab.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How training stands after a step.
 *
 * @param step steps done
 * @param epoch passes over the training set done, with a fraction
 * @param seconds seconds spent in steps alone; indicative
 * @param trainingLoss the mean loss of the batches since the evaluation before, each before its
 *     step; none before the first step
 * @param watched the score on the set that training is watched on, if there is one
 */
public record Evaluation(
    long step, double epoch, double seconds, OptionalDouble trainingLoss, Optional<Score> watched) {
  /** The loss to stop by: of the watched set, else of the training batches. */
  OptionalDouble decisive() {
    return watched.map(score -> OptionalDouble.of(score.loss())).orElse(trainingLoss);
  }
}
