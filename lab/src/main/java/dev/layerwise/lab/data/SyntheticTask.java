package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A task made up by a formula, written {@code blobs:classes=4,features=20}. A test set a fifth as
 * large as the training set is drawn beside it. Same parameters, same data, whatever the seed of
 * the training.
 */
public enum SyntheticTask {
  /** Gaussian clouds around centres drawn from N(0, spread² I), a class each. */
  BLOBS("Gaussian clouds, a class each", "classes=4,features=20,spread=1,examples=2000,seed=0") {
    @Override
    DataSet make(Parameters p, Rng rng, Part part) {
      int d = p.whole("features");
      int classes = p.classes();
      Matrix centres = rng.stream("centres").gaussian(classes, d).times(p.real("spread"));
      Matrix noise = rng.stream("inputs", part.stream()).gaussian(part.count(p), d);
      int[] labels = labels(noise.rows(), classes);
      return classified(
          Matrix.generate(noise.rows(), d, (i, j) -> centres.get(labels[i], j) + noise.get(i, j)),
          labels,
          classes);
    }
  },
  /** Arms of a spiral in the plane, a class each: arm c at radius r has angle 2π (c/C + r). */
  SPIRALS("arms of a spiral in the plane", "classes=2,noise=0.05,examples=1000,seed=0") {
    @Override
    DataSet make(Parameters p, Rng rng, Part part) {
      int classes = p.classes();
      int n = part.count(p);
      Matrix radius = rng.stream("radius", part.stream()).uniform(n, 1);
      Matrix noise = rng.stream("noise", part.stream()).gaussian(n, 2).times(p.real("noise"));
      int[] labels = labels(n, classes);
      return classified(
          Matrix.generate(
              n,
              2,
              (i, j) -> {
                double r = radius.get(i, 0);
                double angle = 2 * Math.PI * ((double) labels[i] / classes + r);
                return r * (j == 0 ? Math.cos(angle) : Math.sin(angle)) + noise.get(i, j);
              }),
          labels,
          classes);
    }
  },
  /** Regression on a random network: y = V tanh(U x / √d) / √h + noise, all entries N(0, 1). */
  TEACHER(
      "regression on a random two-layer network",
      "features=20,hidden=10,outputs=1,noise=0,examples=2000,seed=0") {
    @Override
    DataSet make(Parameters p, Rng rng, Part part) {
      int d = p.whole("features");
      int h = p.whole("hidden");
      int outputs = p.whole("outputs");
      Matrix U = rng.stream("U").gaussian(h, d).times(1 / Math.sqrt(d));
      Matrix V = rng.stream("V").gaussian(outputs, h).times(1 / Math.sqrt(h));
      Matrix X = rng.stream("inputs", part.stream()).gaussian(part.count(p), d);
      Matrix noise = rng.stream("noise", part.stream()).gaussian(X.rows(), outputs);
      Matrix Y = X.times(U.T()).map(Math::tanh).times(V.T());
      Y.plusInPlace(p.real("noise"), noise);
      return new DataSet(
          Shape.of(d), new Inputs.Reals(rowMajor(X), d), new Targets.Values(rowMajor(Y), outputs));
    }
  },
  /** Signs ±1; the class is the parity of the first few of them. */
  PARITY("parity of some of many signs", "bits=3,features=20,examples=4000,seed=0") {
    @Override
    DataSet make(Parameters p, Rng rng, Part part) {
      int d = p.whole("features");
      int bits = p.whole("bits");
      if (bits > d) {
        throw new InputException(
            "--data %s: bits=%d of features=%d; want at most as many".formatted(p, bits, d));
      }
      Matrix X = rng.stream("inputs", part.stream()).rademacher(part.count(p), d);
      int[] labels =
          IntStream.range(0, X.rows())
              .map(i -> (int) IntStream.range(0, bits).filter(j -> X.get(i, j) < 0).count() % 2)
              .toArray();
      return classified(X, labels, 2);
    }
  };

  private final String meaning;
  private final String defaults;

  SyntheticTask(String meaning, String defaults) {
    this.meaning = meaning;
    this.defaults = defaults;
  }

  /** Training or test set. */
  enum Part {
    TRAINING,
    TEST;

    /** The number of its streams. */
    long stream() {
      return this == TRAINING ? 0 : 1;
    }

    int count(Parameters p) {
      int n = p.whole("examples");
      return this == TRAINING ? n : Math.max(1, n / 5);
    }
  }

  /** What it is, for help. */
  public String meaning() {
    return meaning;
  }

  /** The parameters with their defaults, as they would be written. */
  public String defaults() {
    return defaults;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The task of a name, if there is one. */
  static Optional<SyntheticTask> named(String name) {
    return Arrays.stream(values()).filter(task -> task.label().equals(name)).findFirst();
  }

  /**
   * Makes the data.
   *
   * @param spec name and parameters, as they were written
   * @throws InputException if a parameter is unknown or has a wrong value
   */
  Data data(String spec) {
    Parameters p = new Parameters(spec, this);
    Rng rng = Rng.of(p.whole("seed", 0)).stream(label());
    return new Data(label(), make(p, rng, Part.TRAINING), Optional.of(make(p, rng, Part.TEST)));
  }

  abstract DataSet make(Parameters p, Rng rng, Part part);

  private static int[] labels(int n, int classes) {
    return IntStream.range(0, n).map(i -> i % classes).toArray();
  }

  private static DataSet classified(Matrix X, int[] labels, int classes) {
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new DataSet(
        Shape.of(X.cols()),
        new Inputs.Reals(rowMajor(X), X.cols()),
        new Targets.Classes(labels, names));
  }

  private static double[] rowMajor(Matrix X) {
    return X.T().copy().toColumnMajor();
  }

  /** What was said after the colon, and defaults for the rest. */
  static final class Parameters {
    private final String spec;
    private final Map<String, String> values;

    Parameters(String spec, SyntheticTask task) {
      this.spec = spec;
      values = new LinkedHashMap<>();
      put(task.defaults);
      List<String> known = List.copyOf(values.keySet());
      if (spec.contains(":")) {
        put(spec.substring(spec.indexOf(':') + 1));
      }
      for (String name : values.keySet()) {
        if (!known.contains(name)) {
          throw new InputException(
              "--data %s: there is no parameter '%s'; there are %s"
                  .formatted(spec, name, task.defaults.replace(",", ", ")));
        }
      }
    }

    private void put(String pairs) {
      for (String pair : pairs.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new InputException(
              "--data %s: '%s' is not name=value, as in blobs:classes=3,features=10"
                  .formatted(spec, pair));
        }
        values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }

    int classes() {
      return whole("classes", 2);
    }

    int whole(String name) {
      return whole(name, 1);
    }

    int whole(String name, int least) {
      try {
        int value = Integer.parseInt(values.get(name));
        if (value >= least) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw wrong(name, "a whole number of at least " + least);
    }

    double real(String name) {
      try {
        double value = Double.parseDouble(values.get(name));
        if (value >= 0 && Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw wrong(name, "a number of at least 0");
    }

    private InputException wrong(String name, String wanted) {
      return new InputException(
          "--data %s: %s=%s; want %s".formatted(spec, name, values.get(name), wanted));
    }

    @Override
    public String toString() {
      return spec;
    }
  }

  /** All names, for messages. */
  static String names() {
    return Arrays.stream(values()).map(SyntheticTask::label).collect(Collectors.joining(", "));
  }
}
