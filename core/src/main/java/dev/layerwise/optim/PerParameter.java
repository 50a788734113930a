package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A direction whose parts do not know each other: each parameter's depends on its gradients alone.
 */
public final class PerParameter implements Direction {
  private final List<Parameter> parameters;
  private final List<Part> parts = new ArrayList<>();

  /** The direction of one parameter. */
  public interface Part {
    /**
     * Computes the direction.
     *
     * @param G the gradient, of the parameter's shape
     * @param step the step
     * @return D, of the same shape; may be G
     */
    Matrix update(Matrix G, Step step);

    /** Shows everything that the next update depends on. */
    void state(StateVisitor visitor);
  }

  /**
   * Starts all parts.
   *
   * @param parameters what is trained
   * @param start starts the method on one parameter
   */
  public PerParameter(List<Parameter> parameters, Function<Parameter, Part> start) {
    this.parameters = List.copyOf(parameters);
    this.directions = new Matrix[parameters.size()];
    parameters.forEach(p -> parts.add(start.apply(p)));
  }

  private final Matrix[] directions;

  @Override
  public void update(Step step) {
    for (int i = 0; i < directions.length; i++) {
      directions[i] = parts.get(i).update(parameters.get(i).gradient(), step);
    }
  }

  @Override
  public Matrix of(int i) {
    return directions[i];
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int i = 0; i < directions.length; i++) {
      parts.get(i).state(visitor.in(parameters.get(i).name()));
    }
  }
}
