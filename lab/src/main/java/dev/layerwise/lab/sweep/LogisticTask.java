package dev.layerwise.lab.sweep;

import dev.layerwise.lab.task.TiedLogistic;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;

/** Logistic regression of a weight-tied two-layer linear network, on the population. */
final class LogisticTask implements Task {
  private static final String SOURCE = "Adam-or-GN §4, App. C.4";
  private static final String EXCESS = "excess-loss";
  private static final String DISTANCE = "distance";
  private static final String WORST = "worst";

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public String meaning() {
    return "logistic regression on one-hot inputs νᵢ ∝ i^−c, model σ(θᵢ²), labels of mean P";
  }

  @Override
  public List<Setting> parameters() {
    return List.of(
        new Setting("dimension", new Setting.Whole(2), "2048", "d", SOURCE),
        new Setting("exponent", new Setting.Real(0, 10), "0.6", "c", SOURCE),
        new Setting("label", new Setting.Real(0.51, 0.99), "0.75", "P", SOURCE));
  }

  @Override
  public List<String> quantities() {
    return List.of(DISTANCE, EXCESS, WORST);
  }

  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void check(Settings parameters, Settings method, List<String> record) {
    for (String batch : List.of("batch", "curvature-batch")) {
      if (!method.text(batch).equals(MethodSettings.POPULATION)) {
        throw new IllegalArgumentException(
            "logistic knows its expectation and draws no batches; want %s: population"
                .formatted(batch));
      }
    }
    if (!method.text("basis").equals(MethodSettings.IDENTITY)) {
      throw new IllegalArgumentException(
          "the Gauss-Newton matrix of logistic is diagonal, its eigenbasis is the identity; want"
              + " basis: identity");
    }
  }

  @Override
  public boolean isDeterministic(Settings parameters, Settings method) {
    return true;
  }

  @Override
  public Run start(Assignment a) {
    Settings p = a.parameters();
    TiedLogistic objective =
        TiedLogistic.powerLaw((int) p.whole("dimension"), p.number("exponent"), p.number("label"));
    Optimizer optimizer =
        Recipes.named("adam-or-gn")
            .start(
                new Target(objective.parameters(), List.of()),
                Settings.of(
                    Recipes.named("adam-or-gn").settings(),
                    MethodSettings.optimizer(a.method(), a.steps())));
    return new Run() {
      @Override
      public void step(long t) {
        optimizer.step(objective);
      }

      @Override
      public double measure(String quantity) {
        return switch (quantity) {
          case EXCESS -> objective.loss() - objective.leastLoss();
          case WORST -> worst(objective);
          default -> objective.distance();
        };
      }
    };
  }

  /** {@code maxᵢ ||θᵢ| − θ⋆|}. */
  private static double worst(TiedLogistic objective) {
    double worst = 0;
    for (int i = 0; i < objective.theta().rows(); i++) {
      double off = Math.abs(objective.theta().get(i, 0)) - objective.optimum();
      worst = Math.max(worst, Math.abs(off));
    }
    return worst;
  }
}
