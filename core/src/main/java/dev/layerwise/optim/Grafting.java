package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Grafting: each parameter's direction keeps its course and takes the length of another method's,
 * {@code D ← D ‖D′‖/‖D‖}. Source: Agarwal et al., arXiv:2002.11803.
 */
final class Grafting {
  /** Keeps a direction of zeros zero; as Distributed Shampoo. */
  private static final double TINY = 1e-16;

  private final List<Parameter> parameters;
  private final List<PerParameter.Part> parts = new ArrayList<>();
  private final List<Matrix> buffers = new ArrayList<>();
  private final double[] lengths;

  Grafting(List<Parameter> parameters, Settings settings) {
    this.parameters = parameters;
    this.lengths = new double[parameters.size()];
    Schedule beta1 = settings.schedule("graft-beta1");
    Schedule beta2 = settings.schedule("graft-beta2");
    Schedule eps = settings.schedule("graft-eps");
    String method = settings.text("graft");
    if (method.equals("sgd")) {
      return;
    }
    for (Parameter p : parameters) {
      parts.add(
          switch (method) {
            case "adagrad" -> new AdaGradPart(p, 0, Schedule.constant(0), eps);
            case "rmsprop" -> new RmsPropPart(p, beta2, eps, false);
            default -> new AdamPart(p, beta1, beta2, eps, AdamPart.Variant.ADAM);
          });
      buffers.add(Matrix.zeros(p.value().rows(), p.value().cols()));
    }
  }

  /** Computes the lengths from the gradients. */
  void update(Step step) {
    for (int i = 0; i < lengths.length; i++) {
      Matrix G = parameters.get(i).gradient();
      lengths[i] =
          parts.isEmpty()
              ? G.frobeniusNorm()
              : parts.get(i).update(buffers.get(i).setTo(G), step).frobeniusNorm();
    }
  }

  /** ‖D′‖/‖D‖. */
  double scale(int i, Matrix D) {
    return lengths[i] / (D.frobeniusNorm() + TINY);
  }

  void state(StateVisitor visitor) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).state(visitor.in(parameters.get(i).name() + "/graft"));
    }
  }
}
