package dev.layerwise.lab.conformance;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gradients that do not depend on the parameters: those that the file holds. */
final class OpenProblem implements Problem {
  private final List<GoldenRun.GoldenStep> steps;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  OpenProblem(GoldenRun run) {
    steps = run.steps();
    if (steps.stream().anyMatch(step -> step.gradients().isEmpty())) {
      throw new Unsupported("the gradients of an open problem: a step lacks 'grads'");
    }
    run.initial()
        .forEach((name, tensor) ->
            parameters.put(name, new Parameter(name, kind(tensor), tensor.dimensions())));
  }

  private static Parameter.Kind kind(Tensor tensor) {
    return switch (tensor.shape().size()) {
      case 1 -> Parameter.Kind.BIAS;
      case 2 -> Parameter.Kind.WEIGHT;
      default -> Parameter.Kind.KERNEL;
    };
  }

  @Override
  public Recipe.Target target() {
    return new Recipe.Target(List.copyOf(parameters.values()), List.of());
  }

  @Override
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  @Override
  public Objective at(long t) {
    Map<String, Tensor> gradients = steps.get((int) t - 1).gradients().orElseThrow();
    return new Objective() {
      @Override
      public List<Parameter> parameters() {
        return target().parameters();
      }

      @Override
      public double gradient() {
        parameters.forEach(
            (name, parameter) -> parameter.gradient().setTo(gradients.get(name).values()));
        return loss();
      }

      @Override
      public double loss() {
        return 0; // there is none
      }
    };
  }
}
