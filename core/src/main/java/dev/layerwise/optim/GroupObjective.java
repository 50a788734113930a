package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.List;

/** A batch as the optimizer of one group of parameters sees it: its gradient is there already. */
final class GroupObjective implements Objective {
  private final List<Parameter> parameters;
  private Objective whole = new GivenGradients(List.of(), all -> 0);
  private double loss;
  private boolean taken;

  GroupObjective(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  GroupObjective at(Objective batch, double batchLoss) {
    whole = batch;
    loss = batchLoss;
    taken = false;
    return this;
  }

  Objective whole() {
    return whole;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public double gradient() {
    if (taken) {
      throw new IllegalStateException(
          "parameter groups share one gradient a step, and a method asks for another; let that"
              + " method train all parameters");
    }
    taken = true;
    return loss;
  }

  @Override
  public double loss() {
    return whole.loss();
  }
}
