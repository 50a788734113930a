package dev.layerwise.lab.sweep;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.data.DataSource;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.Pooling;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.lab.data.Targets;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.train.Memo;
import dev.layerwise.lab.train.MiniBatches;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.random.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Data of files, or a made-up set, learned by squared loss; classes as one-hot targets. A search is
 * judged on examples kept out of the training set, so it never sees the test set.
 */
final class DataTask implements Task {
  private static final Memo<String, Data> READ = new Memo<>();
  private static final Memo<Pooled, Data> POOLED = new Memo<>();
  private static final Memo<KeptOut, Data> KEPT_OUT = new Memo<>();
  private static final String FROM = "from";
  private static final String POOL = "pool";

  private record Pooled(Data data, int block) {}

  private record KeptOut(Data data, int count) {}

  @Override
  public String name() {
    return "data";
  }

  @Override
  public String meaning() {
    return "a folder of IDX or CIFAR-10 files, a CSV file or a task of layerwise train;"
        + " fashion-mnist or cifar-10 of --data";
  }

  @Override
  public List<Setting> parameters() {
    String source = "layerwise train --help";
    return List.of(
        new Setting(FROM, new Setting.Text("a path or a name"), "", "folder, file or name", source),
        new Setting(
            "label", new Setting.Text("a column, or none"), "none", "of a CSV file", source),
        new Setting("regression", new Setting.Flag(), "false", "the label is a number", source),
        new Setting(
            "standardize",
            new Setting.Choice(List.of("usual", "feature", "global", "none")),
            "usual",
            "inputs by the training set's mean and deviation",
            source),
        new Setting(
            POOL,
            new Setting.Whole(1),
            "1",
            "images made smaller: means of blocks of so many pixels a side",
            source),
        new Setting("measure", new Setting.Whole(1), "4096", "test examples at most", source));
  }

  @Override
  public List<String> quantities() {
    return List.of(NetworkRun.ERROR, NetworkRun.ACCURACY, NetworkRun.LOSS);
  }

  @Override
  public boolean needsModel() {
    return true;
  }

  @Override
  public void check(Settings p, Settings method, List<String> record) {
    NetworkTask.requireBatches("data", method);
    if (needs(p).isEmpty()) {
      check(read(p), p, method, record);
    }
  }

  /**
   * Checks that a method can be run on data.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void check(Data data, Settings p, Settings method, List<String> record) {
    checkBatches(data.training().count(), "of the training set", method);
    if (record.contains(NetworkRun.ACCURACY)
        && !(data.training().targets() instanceof Targets.Classes)) {
      throw new IllegalArgumentException(
          "the labels are numbers, which have no accuracy; record error");
    }
    int block = (int) p.whole(POOL);
    int height = data.training().shape().height();
    int width = data.training().shape().width();
    if (height % block != 0 || width % block != 0) {
      throw new IllegalArgumentException(
          "pool=%d: want a divisor of the images' %d×%d pixels".formatted(block, height, width));
    }
  }

  private static void checkBatches(int n, String whose, Settings method) {
    for (String batch : List.of("batch", "curvature-batch")) {
      String text = method.text(batch);
      if (text.matches("[0-9]+") && Integer.parseInt(text) > n) {
        throw new IllegalArgumentException(
            "%s=%s: want at most the %d examples %s".formatted(batch, text, n, whose));
      }
    }
  }

  @Override
  public void checkSearch(Settings p, Settings method) {
    if (needs(p).isEmpty()) {
      checkSearch(read(p), p, method);
    }
  }

  /**
   * Checks that a search leaves enough examples to learn from.
   *
   * @throws IllegalArgumentException if it does not
   */
  static void checkSearch(Data data, Settings p, Settings method) {
    int all = data.training().count();
    checkBatches(all - keptOut(all, p), "that a search has, which is judged on the others", method);
  }

  private static int keptOut(int all, Settings p) {
    return (int) Math.min(p.whole("measure"), all / 5);
  }

  /** The set of {@code --data} that is meant, unless there is a file or a folder of its label. */
  static Optional<KnownSet> needs(Settings p) {
    String from = p.text(FROM);
    return Arrays.stream(KnownSet.values())
        .filter(set -> set.label().equals(from) && !Files.exists(Path.of(from)))
        .findFirst();
  }

  private static Data data(Settings p, Map<KnownSet, Data> given) {
    Optional<KnownSet> set = needs(p);
    if (set.isEmpty()) {
      return read(p);
    }
    Data data = given.get(set.get());
    if (data == null) {
      throw new IllegalStateException(set.get().title() + " is not there; pass --data DIR");
    }
    return data;
  }

  private static Data pooled(Data data, int block) {
    return block == 1
        ? data
        : POOLED.get(
            new Pooled(data, block),
            () -> {
              Pooling pooling = new Pooling(block);
              return new Data(
                  data.name(),
                  pooling.of(data.training()),
                  data.validation().map(pooling::of),
                  data.test().map(pooling::of));
            });
  }

  /** With a validation set out of the training set: the same examples on every tuning seed. */
  private static Data keptOut(Data data, Settings p) {
    int all = data.training().count();
    int held = keptOut(all, p);
    return KEPT_OUT.get(
        new KeptOut(data, held),
        () -> data.split((double) held / all, all, Rng.of(0).stream("kept-out")));
  }

  private static Data read(Settings p) {
    String key = p.text(FROM) + " " + p.text("label") + " " + p.text("regression");
    try {
      return READ.get(
          key,
          () ->
              DataSource.open(
                  p.text(FROM),
                  new DataSource.TableOptions(
                      p.text("label").equals("none")
                          ? Optional.empty()
                          : Optional.of(p.text("label")),
                      p.flag("regression"))));
    } catch (IllegalStateException e) {
      throw e.getCause().getCause() instanceof InputException wrong
          ? new IllegalArgumentException(wrong.getMessage(), e)
          : e;
    }
  }

  @Override
  public boolean isDeterministic(Settings parameters, Settings method) {
    return false;
  }

  @Override
  public Run start(Assignment a) {
    Data whole = data(a.parameters(), a.given());
    Data pooled = pooled(whole, (int) a.parameters().whole(POOL));
    Data data = a.search() ? keptOut(pooled, a.parameters()) : pooled;
    DataSet test = data.watched().or(data::test).orElse(data.training());
    int held = (int) Math.min(a.parameters().whole("measure"), test.count());
    return new NetworkRun(a, new Sets(a, data, test, DataSource.usualStandardization(whole)), held);
  }

  /** Batches of the training set in shuffled order, a shuffle for each purpose. */
  private static final class Sets implements Examples {
    private final DataSet training;
    private final DataSet test;
    private final Standardization scaling;
    private final Rng rng;
    private Optional<MiniBatches> gradient = Optional.empty();
    private Optional<MiniBatches> curvature = Optional.empty();

    Sets(Assignment a, Data data, DataSet test, Standardization.Kind usual) {
      training = data.training();
      this.test = test;
      String kind = a.parameters().text("standardize");
      scaling =
          Standardization.fit(
              training.inputs(),
              kind.equals("usual")
                  ? usual
                  : Standardization.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)));
      rng = Rng.of(a.seed());
    }

    @Override
    public int features() {
      return training.inputs().features();
    }

    @Override
    public int outputs() {
      return training.targets().outputs();
    }

    private MiniBatches batches(Purpose purpose, int n) {
      return new MiniBatches(training, scaling, n, rng.stream(purpose.stream()));
    }

    @Override
    public void take(Purpose purpose, long t, Matrix X, Matrix Y) {
      if (purpose == Purpose.MEASURE) {
        int[] rows = IntStream.range(0, X.rows()).toArray();
        test.inputs().gather(rows, 0, scaling, X);
        test.targets().gather(rows, 0, Y);
        return;
      }
      if (purpose == Purpose.GRADIENT && gradient.isEmpty()) {
        gradient = Optional.of(batches(purpose, X.rows()));
      }
      if (purpose == Purpose.CURVATURE && curvature.isEmpty()) {
        curvature = Optional.of(batches(purpose, X.rows()));
      }
      MiniBatches batches = (purpose == Purpose.GRADIENT ? gradient : curvature).orElseThrow();
      batches.load(t);
      X.setTo(batches.inputs());
      Y.setTo(batches.targets());
    }
  }
}
