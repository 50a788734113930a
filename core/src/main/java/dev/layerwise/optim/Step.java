package dev.layerwise.optim;

/**
 * A step under way, as a method sees it. One object serves all steps.
 *
 * @see Direction
 */
public final class Step {
  private final Phases phases;
  private Objective objective;
  private double loss;
  private long t;
  private boolean changed;

  /**
   * Makes the object.
   *
   * @param phases where the time goes
   */
  Step(Phases phases) {
    this.phases = phases;
  }

  Step at(long step, Objective batch, double batchLoss) {
    t = step;
    objective = batch;
    loss = batchLoss;
    return this;
  }

  /** Says whether somebody changes gradients between the objective and the method. */
  Step withChangedGradients(boolean anyChanged) {
    changed = anyChanged;
    return this;
  }

  /**
   * Whether the parameters' gradients may differ from those that the objective computed, by
   * clipping, say, so that {@code G ≠ gᵀa/n}.
   */
  public boolean changesGradients() {
    return changed;
  }

  /** The number of the step, from 1. */
  public long t() {
    return t;
  }

  /** The batch, at which the gradients were just computed. */
  public Objective objective() {
    return objective;
  }

  /**
   * The batch as one of a network, for methods that need statistics of its layers.
   *
   * @throws IllegalArgumentException if it is not
   */
  public NetworkObjective network() {
    Objective batch = objective instanceof GroupObjective group ? group.whole() : objective;
    if (batch instanceof NetworkObjective network) {
      return network;
    }
    throw new IllegalArgumentException(
        "this method needs the statistics of a network's layers, and the objective gives gradients"
            + " alone; train a Network through NetworkObjective");
  }

  /** The batch's mean loss before the step. */
  public double loss() {
    return loss;
  }

  /** The clock of the step's parts. */
  public Phases phases() {
    return phases;
  }
}
