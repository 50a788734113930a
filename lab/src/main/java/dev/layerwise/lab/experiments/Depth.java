package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.experiments.DepthTask.Net;
import dev.layerwise.lab.train.GridSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;

/**
 * Whether the advantage of layer-wise preconditioning carries over to depth: steps and seconds to a
 * target loss of tuned optimizers, on linear, ReLU and convolutional networks, on inputs of growing
 * anisotropy.
 */
final class Depth implements Experiment {
  static final String STEPS = "steps";
  static final String SECONDS = "seconds";

  /** Processor seconds of all steps that were taken, whether or not the target was reached. */
  static final String SPENT = "seconds spent";

  /** The last held-out loss over the start's. */
  static final String REMAINING = "remaining";

  /** How many tuned settings are the least or greatest that was tried. */
  static final String EDGE = "settings on the edge";

  static final String LOSS = "loss";

  /** The first of the tuning seeds, out of reach of the evaluation seeds, which start at 0. */
  static final long FIRST_TUNING_SEED = 1_000_000;

  /** The condition numbers κ of the inputs' covariance, as they are written in cells. */
  static final List<String> KAPPAS = List.of("1", "1e2", "1e4");

  private static final int CURVE_DEPTH = 4;

  /** Found settings by what they depend on. A search is a pure function of that. */
  private final Map<Place, FutureTask<GridSearch.Found>> tuned = new ConcurrentHashMap<>();

  /** What is common to the runs of all seeds. */
  private record Place(Scale scale, DepthTask task, String kappa, DepthContender contender) {
    static Place of(Cell cell) {
      String kappa = cell.coordinate("kappa");
      DepthTask task =
          new DepthTask(
              Net.of(cell.coordinate("net")),
              Integer.parseInt(cell.coordinate("depth")),
              Double.parseDouble(kappa));
      return new Place(cell.scale(), task, kappa, DepthContender.of(cell.coordinate("optimizer")));
    }

    boolean showsItsCurve() {
      return kappa.equals(KAPPAS.getLast())
          && (task.net() == Net.CONV || task.depth() == CURVE_DEPTH);
    }
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-depth",
        "Concurrence",
        "a question that it leaves open",
        "Depth and anisotropy",
        "Whether layer-wise preconditioning's advantage carries over to depth: steps and seconds to"
            + " a target loss of tuned optimizers on linear, ReLU and convolutional networks, on"
            + " inputs of growing anisotropy.",
        120,
        1800);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 2 : 3;
  }

  private static List<Integer> depths(Scale scale, Net net) {
    if (net == Net.CONV) {
      return List.of(DepthTask.CONVOLUTIONAL_DEPTH);
    }
    return scale == Scale.QUICK ? List.of(2, 4) : List.of(2, 3, 4, 5, 6);
  }

  private static List<String> kappas(Scale scale) {
    return scale == Scale.QUICK ? List.of(KAPPAS.getFirst(), KAPPAS.getLast()) : KAPPAS;
  }

  private static List<Long> tuningSeeds(Scale scale) {
    int count = scale == Scale.QUICK ? 2 : 3;
    return LongStream.range(0, count).mapToObj(i -> FIRST_TUNING_SEED + i).toList();
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("batch, fresh at every step", DepthTask.BATCH);
    settings.put("held-out examples", DepthTask.HELD_OUT);
    settings.put(
        "inputs", "x = Σ^½ z, z ~ N(0, I), tr Σ = dX; log-spaced spectrum in a random basis");
    settings.put("condition numbers κ of Σ", kappas(scale));
    settings.put("targets", "teacher(z), of the convolutional network teacher(x); no noise");
    settings.put("loss", "half squared error");
    settings.put(
        "sizes dX, width, dY", List.of(DepthTask.INPUTS, DepthTask.WIDTH, DepthTask.OUTPUTS));
    settings.put("depths", depths(scale, Net.LINEAR));
    settings.put("teacher, linear", "one layer, full rank");
    settings.put("teacher, ReLU", "two layers, " + DepthTask.TEACHER_WIDTH + " hidden units");
    settings.put(
        "convolutional network",
        "8×8 images, two 3×3 convolutions of 8 channels (teacher: 4), ReLU, 2×2 average pooling, a"
            + " linear layer");
    settings.put("images", "Gaussian, variance (1 + u² + v²)^(−s) of the cosine u, v");
    settings.put("biases", "none");
    settings.put("first weights", "N(0, gain²/fanIn)");
    for (Net net : Net.values()) {
      settings.put(
          "target, " + net.label(), "held-out loss at most " + net.target() + " of the start's");
    }
    settings.put("steps at most", Arrays.stream(Net.values()).map(Net::steps).toList());
    settings.put("held-out loss is looked at", "after steps about 5 % apart");
    settings.put("seconds", "processor time of the thread in the optimizer's steps; indicative");
    settings.put("tuning seeds", tuningSeeds(scale));
    settings.put("tuning makes least", "mean steps to the target; unreached: by the loss left");
    settings.put("grids are extended at most", DepthContender.EXTENSIONS);
    for (DepthContender contender : DepthContender.ALL) {
      settings.put(contender.label(), contender.words());
    }
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    if (seeds > FIRST_TUNING_SEED) {
      throw new IllegalArgumentException(
          "concurrence-depth: %d seeds reach the tuning seeds, from %d on; want fewer"
              .formatted(seeds, FIRST_TUNING_SEED));
    }
    List<Cell> cells = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      for (Net net : Net.values()) {
        for (int depth : depths(scale, net)) {
          for (String kappa : kappas(scale)) {
            for (DepthContender contender : DepthContender.ALL) {
              cells.add(
                  Cell.of(
                      info().id(),
                      scale,
                      Map.of(
                          "net", net.label(),
                          "depth", Integer.toString(depth),
                          "kappa", kappa,
                          "optimizer", contender.recipe()),
                      seed));
            }
          }
        }
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    Place place = Place.of(cell);
    GridSearch.Found found = tuned(place);
    DepthTask task = place.task();
    String series = place.contender().label();
    DepthRace.Course course =
        DepthRace.run(
            task, place.contender(), found.best().settings(), cell.seed(), place.showsItsCurve());
    List<Point> points = new ArrayList<>();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(STEPS, course.steps());
    values.put(SECONDS, course.seconds());
    values.put(SPENT, course.spent());
    values.put(REMAINING, course.remaining());
    values.put(EDGE, (double) found.onEdge().size());
    found
        .best()
        .settings()
        .forEach((setting, value) -> values.put("tuned " + setting, Double.parseDouble(value)));
    values.forEach((name, y) -> {
      String byDepth = overDepths(name, task.net(), place.kappa());
      points.add(new Point(byDepth, series, cell.seed(), task.depth(), y));
      if (name.equals(STEPS) || name.equals(SECONDS)) {
        String byKappa = overKappas(name, task.net(), task.depth());
        points.add(new Point(byKappa, series, cell.seed(), task.kappa(), y));
      }
    });
    if (place.showsItsCurve()) {
      String panel = overDepths(LOSS, task.net(), place.kappa());
      course.curve().forEach(p -> points.add(new Point(panel, series, cell.seed(), p[0], p[1])));
    }
    return new RunRecord(cell.id(), points, events(series, course), Map.of(series, course.spent()));
  }

  static List<RunEvent> events(String series, DepthRace.Course course) {
    return course.failure().stream()
        .<RunEvent>map(f -> new RunEvent.Diverged(series, f.step(), f.message()))
        .toList();
  }

  private GridSearch.Found tuned(Place place) {
    FutureTask<GridSearch.Found> search = new FutureTask<>(() -> search(place));
    FutureTask<GridSearch.Found> earlier = tuned.putIfAbsent(place, search);
    if (earlier == null) {
      search.run();
    }
    try {
      return (earlier == null ? search : earlier).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("tuning failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("tuning was interrupted", e);
    }
  }

  private static GridSearch.Found search(Place place) {
    DepthContender contender = place.contender();
    return new GridSearch(contender.axes(), tuningSeeds(place.scale()), DepthContender.EXTENSIONS)
        .search(
            (settings, seed) ->
                DepthRace.run(place.task(), contender, settings, seed, false).score(),
            1);
  }

  /** The panel of a quantity over depths. */
  static String overDepths(String name, Net net, String kappa) {
    return name + "/" + net.label() + "/kappa=" + kappa;
  }

  /** The panel of a quantity over condition numbers. */
  static String overKappas(String name, Net net, int depth) {
    return name + "/" + net.label() + "/depth=" + depth;
  }

  /** Whether a panel holds measured time, which differs from run to run. */
  static boolean isTimed(String panel) {
    return panel.startsWith(SECONDS);
  }

  @Override
  public List<Figure> figures(Results results) {
    return DepthFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return DepthClaims.all();
  }
}
