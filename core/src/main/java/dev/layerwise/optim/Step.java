package dev.layerwise.optim;

import java.util.List;

/**
 * A step under way, as a method sees it. One object serves all steps.
 *
 * @see Direction
 */
public final class Step {
  private final Phases phases;
  private Objective objective = new GivenGradients(List.of(), all -> 0);
  private double loss;
  private long t;
  private boolean own;
  private boolean set;

  /**
   * Makes the object.
   *
   * @param phases where the time goes
   */
  Step(Phases phases) {
    this.phases = phases;
  }

  Step at(long step, Objective batch, double batchLoss) {
    own = true;
    set = true;
    t = step;
    objective = batch;
    loss = batchLoss;
    return this;
  }

  /** Turns to a step for parts that ask for its number alone. */
  Step at(long step) {
    t = step;
    return this;
  }

  /** Says whether the gradient is as the loss has it. */
  Step withOwnGradient(boolean as) {
    own = as;
    return this;
  }

  /** Says whether the parameters' gradients were computed. */
  Step withGradients(boolean computed) {
    set = computed;
    return this;
  }

  /** The number of the step, from 1. */
  public long t() {
    return t;
  }

  /** The batch, at which the loss was just computed, and the gradients if they are set. */
  public Objective objective() {
    return objective;
  }

  /**
   * The batch as one of a network, for methods that need statistics of its layers.
   *
   * @throws IllegalArgumentException if it is not
   */
  public NetworkObjective network() {
    return NetworkObjective.behind(objective, "this method");
  }

  /** Whether the gradient is the loss's own, neither clipped nor penalised nor turned around. */
  public boolean gradientIsOwn() {
    return own && !(objective instanceof GroupObjective); // whose gradient others may have clipped
  }

  /**
   * Whether {@code Parameter.gradient()} is of this step; not if the method said that it
   * {@linkplain Direction#readsGradients does not read} them and nobody else does.
   */
  public boolean gradientsAreSet() {
    return set;
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
