package dev.layerwise.optim.norm;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Steepest descent of each parameter in a norm that knows its gradient alone. A direction that
 * cannot be computed leaves its parameter where it is, and counts as a failure.
 */
public final class SteepestDirection implements Direction {
  private static final int TOLERATED = 3;

  private final List<Parameter> parameters;
  private final List<Steepest> norms = new ArrayList<>();
  private final List<Failures> failures = new ArrayList<>();
  private final List<Runnable> attempts = new ArrayList<>();
  private final Matrix[] directions;
  private final boolean dual;

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param norm any but {@link ModularNorm#KRONECKER}
   * @param dual whether the length is ‖G‖† (the solution of the steepest-descent problem) or 1
   */
  public SteepestDirection(List<Parameter> parameters, ModularNorm norm, boolean dual) {
    this.parameters = List.copyOf(parameters);
    this.dual = dual;
    directions = new Matrix[parameters.size()];
    for (Parameter p : parameters) {
      int m = p.value().rows();
      int n = p.value().cols();
      norms.add(
          switch (norm) {
            case FROBENIUS -> Steepest.frobenius();
            case SPECTRAL -> Steepest.spectral(m, n);
            case SIGN -> Steepest.sign(m, n);
            case KRONECKER ->
                throw new IllegalArgumentException(
                    "the Kronecker norm is one of a layer, not of a parameter; use"
                        + " KroneckerSteepest");
          });
      failures.add(new Failures("steepest descent: " + p.name(), TOLERATED));
      int at = attempts.size();
      attempts.add(() -> directions[at] = direction(at));
    }
  }

  @Override
  public void update(Step step) {
    for (int i = 0; i < directions.length; i++) {
      directions[i] = null;
      failures.get(i).attempt(attempts.get(i));
      if (directions[i] == null) {
        directions[i] = parameters.get(i).gradient().fill(0);
      }
    }
  }

  private Matrix direction(int i) {
    Steepest norm = norms.get(i);
    Matrix D = norm.direction(parameters.get(i).gradient());
    return dual || norm.dualNorm() == 0 ? D : D.timesInPlace(1 / norm.dualNorm());
  }

  @Override
  public Matrix of(int i) {
    return directions[i];
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int i = 0; i < directions.length; i++) {
      failures.get(i).state(visitor.in(parameters.get(i).name()));
    }
  }
}
