package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Gradients that someone else computes, for training without a {@link NetworkObjective}.
 *
 * <pre>{@code
 * Objective objective = new GivenGradients(parameters, all -> {
 *   all.get(0).gradient().setTo(G);
 *   return loss;
 * });
 * }</pre>
 */
public final class GivenGradients implements Objective {
  private final List<Parameter> parameters;
  private final ToDoubleFunction<List<Parameter>> gradients;

  /**
   * An objective.
   *
   * @param parameters what is trained
   * @param gradients sets {@link Parameter#gradient} of all of them and returns the mean loss, or 0
   *     if there is none
   */
  public GivenGradients(List<Parameter> parameters, ToDoubleFunction<List<Parameter>> gradients) {
    this.parameters = List.copyOf(parameters);
    this.gradients = gradients;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public double gradient() {
    return gradients.applyAsDouble(parameters);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException always
   */
  @Override
  public double loss() {
    throw new IllegalStateException(
        "given gradients have no loss by itself, which this method needs; train through"
            + " NetworkObjective");
  }
}
