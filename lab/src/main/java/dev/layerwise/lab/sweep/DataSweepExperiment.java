package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The experiment of a sweep whose task {@code data} names sets that {@code --data} has to hold. */
public final class DataSweepExperiment extends SweepExperiment implements NeedsData {
  private final Function<Scale, Trainings> sweep;

  /**
   * An experiment of the catalogue, without its data.
   *
   * @param info id and heading, which the sweeps carry too, and usual times
   * @param sweep the sweep of each scale
   * @param claims the claims
   */
  public DataSweepExperiment(
      ExperimentInfo info, Function<Scale, Trainings> sweep, List<Claim> claims) {
    this(info, sweep, claims, Map.of());
  }

  private DataSweepExperiment(
      ExperimentInfo info,
      Function<Scale, Trainings> sweep,
      List<Claim> claims,
      Map<KnownSet, Data> given) {
    super(info, sweep, claims, given);
    this.sweep = sweep;
  }

  @Override
  public List<KnownSet> needs() {
    return List.copyOf(SweepExperiment.needs(sweep.apply(Scale.PAPER)));
  }

  @Override
  public Experiment on(Map<KnownSet, Data> data) {
    for (Scale scale : Scale.values()) {
      for (Variant variant : variants(sweep.apply(scale))) {
        Optional<KnownSet> set =
            variant.task() instanceof DataTask
                ? DataTask.needs(variant.taskSettings())
                : Optional.empty();
        if (set.isPresent() && !data.containsKey(set.get())) {
          throw new IllegalArgumentException(
              "%s needs %s, and there is none".formatted(info().id(), set.get().title()));
        }
        set.ifPresent(s -> check(data.get(s), variant));
      }
    }
    return new DataSweepExperiment(info(), sweep, claims(), data);
  }

  private static void check(Data data, Variant variant) {
    Settings method = variant.methodSettings(Map.of());
    DataTask.check(data, variant.taskSettings(), method, variant.panel().budget().record());
    if (!variant.method().tune().isEmpty()) {
      DataTask.checkSearch(data, variant.taskSettings(), method);
    }
  }
}
