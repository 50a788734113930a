package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.lab.train.Memo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The experiment of a sweep of trainings: a cell for every method at every combination of what is
 * swept, in every panel, on every seed. A run that no seed changes has one cell.
 */
public sealed class SweepExperiment implements Swept permits DataSweepExperiment {
  private final ExperimentInfo info;
  private final Function<Scale, Trainings> sweep;
  private final List<Claim> claims;
  private final Map<KnownSet, Data> given;
  private final Memo<String, GridSearch.Found> tuned = new Memo<>();

  /**
   * An experiment of the catalogue.
   *
   * @param info id and heading, which the sweeps carry too, and usual times
   * @param sweep the sweep of each scale
   * @param claims the claims
   */
  public SweepExperiment(
      ExperimentInfo info, Function<Scale, Trainings> sweep, List<Claim> claims) {
    this(info, sweep, claims, Map.of());
  }

  /** The same on data that the user names. */
  SweepExperiment(
      ExperimentInfo info,
      Function<Scale, Trainings> sweep,
      List<Claim> claims,
      Map<KnownSet, Data> given) {
    this.info = info;
    this.sweep = sweep;
    this.claims = List.copyOf(claims);
    this.given = Map.copyOf(given);
  }

  /**
   * The experiment of one sweep, without claims.
   *
   * @param sweep the sweep; the same at every scale
   */
  public static SweepExperiment of(Trainings sweep) {
    Heading heading = sweep.heading();
    ExperimentInfo info =
        new ExperimentInfo(
            sweep.id(), heading.paper(), heading.place(), heading.title(), heading.shows(), 0, 0);
    return needs(sweep).isEmpty()
        ? new SweepExperiment(info, scale -> sweep, List.of())
        : new DataSweepExperiment(info, scale -> sweep, List.of());
  }

  /** The sets of {@code --data} that a sweep's tasks name. */
  static Set<KnownSet> needs(Trainings sweep) {
    Set<KnownSet> needs = new TreeSet<>();
    variants(sweep).stream()
        .filter(variant -> variant.task() instanceof DataTask)
        .forEach(variant -> DataTask.needs(variant.taskSettings()).ifPresent(needs::add));
    return needs;
  }

  @Override
  public ExperimentInfo info() {
    return info;
  }

  @Override
  public Trainings sweep(Scale scale, int seeds) {
    Trainings all = sweep.apply(scale);
    return new Trainings(
        all.id(),
        all.heading(),
        all.scale(),
        all.seeds().evaluation(seeds),
        all.panels(),
        all.plots());
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return sweep.apply(scale).seeds().evaluation().size();
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Trainings all = sweep.apply(scale);
    Map<String, Object> settings = new LinkedHashMap<>();
    for (Panel panel : all.panels()) {
      String at = panel.title() + ": ";
      Problem problem = panel.problem();
      settings.put(at + "task", problem.task() + words(problem.parameters()));
      if (!problem.models().isEmpty()) {
        settings.put(at + "model", String.join(", ", problem.models()));
        settings.put(at + "first weights", problem.init());
      }
      Budget budget = panel.budget();
      settings.put(at + "steps", budget.steps() + ", recorded every " + budget.every());
      settings.put(at + "recorded", String.join(", ", budget.record()));
      for (Method method : panel.methods()) {
        String tune = method.tune().isEmpty() ? "" : "; tuned: " + String.join(", ", method.tune());
        settings.put(at + method.label(), words(method.settings()).strip() + tune);
      }
    }
    given.forEach((set, data) -> settings.put(set.label() + " hash", data.training().hash()));
    settings.put("evaluation seeds", all.seeds().evaluation());
    if (!all.seeds().tuning().isEmpty()) {
      settings.put("tuning seeds", all.seeds().tuning());
    }
    return settings;
  }

  private static String words(Grid grid) {
    StringBuilder words = new StringBuilder();
    grid.values()
        .forEach((name, values) ->
            words.append(' ').append(name).append('=').append(String.join("|", values)));
    return words.toString();
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    Trainings all = sweep(scale, seeds);
    List<Long> evaluation = all.seeds().evaluation();
    List<Cell> cells = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    // Seeds outermost: the first runs are of different methods, so each search is done once.
    for (long seed : evaluation) {
      for (Variant variant : variants(all)) {
        if (seed == evaluation.getFirst() || !variant.isDeterministic()) {
          Cell cell = Cell.of(all.id(), all.scale(), variant.coordinates(), seed);
          if (!ids.add(cell.id())) {
            throw new IllegalArgumentException("two runs of the sweep are called " + cell.id());
          }
          cells.add(cell);
        }
      }
    }
    return cells;
  }

  static List<Variant> variants(Trainings sweep) {
    return sweep.panels().stream().flatMap(panel -> Variant.of(panel).stream()).toList();
  }

  @Override
  public RunRecord run(Cell cell) {
    Trainings all = sweep.apply(cell.scale());
    Variant variant =
        variants(all).stream()
            .filter(v -> v.coordinates().equals(cell.coordinates()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such run: " + cell.id()));
    if (variant.method().tune().isEmpty()) {
      return SweepRun.evaluation(variant, Map.of(), cell.seed(), given).record(cell, all.plots());
    }
    GridSearch.Found found =
        tuned.get(all.scale() + " " + variant.coordinates(), () -> search(all, variant));
    return SweepRun.evaluation(variant, Tuning.chosen(found), cell.seed(), given)
        .tuned(found)
        .record(cell, all.plots());
  }

  private GridSearch.Found search(Trainings all, Variant variant) {
    return new GridSearch(Tuning.axes(variant.method()), all.seeds().tuning(), Tuning.EXTENSIONS)
        .search((settings, seed) -> SweepRun.trial(variant, settings, seed, given).score(), 1);
  }

  @Override
  public List<Figure> figures(Results results) {
    // Figures name series alone, which are the same at both scales but for what a scale leaves out.
    Trainings paper = sweep.apply(Scale.PAPER);
    Trainings quick = sweep.apply(Scale.QUICK);
    return SweepFigures.of(fits(quick, results) >= fits(paper, results) ? quick : paper, results);
  }

  /** How many panels the results fit: some are the same at both scales. */
  private static long fits(Trainings sweep, Results results) {
    return sweep.panels().stream().filter(p -> SweepFigures.fits(p, results)).count();
  }

  @Override
  public List<Claim> claims() {
    return claims;
  }
}
