package dev.layerwise.lab.conformance;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Recipe;
import java.util.Map;

/** What the optimizer of a run was given. */
sealed interface Problem permits OpenProblem, NetworkProblem {
  /** What is trained. */
  Recipe.Target target();

  /** The parameters by the file's names. */
  Map<String, Parameter> parameters();

  /** The objective of a step, from 1. */
  Objective at(long t);

  /**
   * Sets a run's problem up, at its initial parameters.
   *
   * @throws Unsupported if it is not one of those that are known
   */
  static Problem of(GoldenRun run, Training training) {
    Problem problem =
        switch (run.problem().kind()) {
          case "open" -> new OpenProblem(run);
          case "net" -> NetworkProblem.dense(run, training);
          case "conv" -> NetworkProblem.convolution(run, training);
          default -> throw new Unsupported("problem '" + run.problem().kind() + "'");
        };
    run.initial()
        .forEach((name, tensor) -> problem.parameters().get(name).value().setTo(tensor.values()));
    return problem;
  }
}
