package dev.layerwise.lab.conformance;

import dev.layerwise.lab.conformance.GoldenRun.GoldenStep;
import dev.layerwise.lab.conformance.Verdict.Outcome;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.nio.file.Path;
import java.util.Map;

/** Replays files of schema {@code layerwise-golden/1} with our optimizers. */
public final class Replay {
  private Replay() {}

  /**
   * Replays a file.
   *
   * @param file the file
   * @return what came of it
   * @throws InputException if it is not of the schema; the message names file, field and what is
   *     expected
   */
  public static Verdict of(Path file) {
    return GoldenReader.read(file)
        .map(run -> verdict(file, run))
        .orElseGet(() ->
            new Verdict(
                file,
                "",
                0,
                Double.NaN,
                Double.NaN,
                Outcome.NOT_A_RUN,
                "values of single functions, for unit tests"));
  }

  private static Verdict verdict(Path file, GoldenRun run) {
    int steps = run.steps().size();
    try {
      double tolerance = Tolerance.of(run);
      try {
        double deviation = deviation(run, tolerance);
        Outcome outcome = deviation <= tolerance ? Outcome.PASS : Outcome.FAIL; // NaN fails
        return new Verdict(file, run.optimizer(), steps, deviation, tolerance, outcome, "");
      } catch (NumericalException e) { // diverged runs among them
        return new Verdict(
            file, run.optimizer(), steps, Double.NaN, tolerance, Outcome.FAIL, e.getMessage());
      }
    } catch (Unsupported e) {
      return new Verdict(
          file,
          run.optimizer(),
          steps,
          Double.NaN,
          Double.NaN,
          Outcome.UNSUPPORTED,
          e.getMessage());
    }
  }

  /** max over steps and parameters of |ours − theirs|. */
  private static double deviation(GoldenRun run, double tolerance) {
    Plan plan = References.of(run).plan(run);
    Problem problem = Problem.of(run, plan.training());
    requireSameProblem(run, plan, problem, tolerance);
    Optimizer optimizer = started(plan, problem);
    double max = 0;
    for (int t = 1; t <= run.steps().size(); t++) {
      optimizer.step(problem.at(t));
      plan.watch().stepped(t, optimizer, problem);
      for (Map.Entry<String, Tensor> theirs : run.steps().get(t - 1).parameters().entrySet()) {
        Parameter ours = problem.parameters().get(theirs.getKey());
        max = Math.max(max, theirs.getValue().distance(ours.value()));
      }
    }
    return max;
  }

  private static Optimizer started(Plan plan, Problem problem) {
    try {
      Recipe recipe = Recipes.named(plan.recipe());
      Optimizer optimizer =
          recipe.start(problem.target(), Settings.of(recipe.settings(), plan.settings()));
      plan.watch().started(optimizer, problem);
      return optimizer;
    } catch (IllegalArgumentException e) {
      throw new Unsupported(e.getMessage());
    }
  }

  /**
   * Refuses a problem whose loss and gradients at the start are not those that the file records.
   */
  private static void requireSameProblem(
      GoldenRun run, Plan plan, Problem problem, double tolerance) {
    if (problem instanceof OpenProblem) {
      return;
    }
    GoldenStep first = run.steps().getFirst();
    Objective objective = problem.at(1);
    double loss = objective.gradient();
    double penalty = plan.training().penalty(problem.parameters().values());
    if (first.loss().isPresent()) {
      double recorded = first.loss().getAsDouble(); // with the penalty, or without
      boolean same =
          Math.abs(loss - recorded) <= tolerance
              || Math.abs(loss + penalty - recorded) <= tolerance;
      if (!same) {
        throw new Unsupported(
            "problem_spec as it is read here gives a loss of "
                + loss
                + " at the first step, and the file records "
                + recorded);
      }
    }
    first
        .gradients()
        .orElse(Map.of())
        .forEach((name, gradient) -> {
          if (!(gradient.distance(problem.parameters().get(name).gradient()) <= tolerance)) {
            throw new Unsupported(
                "problem_spec as it is read here gives another gradient of "
                    + name
                    + " at the first step than the file records");
          }
        });
  }
}
