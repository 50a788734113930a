package dev.layerwise.lab.experiments;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.Pooling;
import dev.layerwise.lab.data.PrincipalSpectrum;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.lab.train.Ending;
import dev.layerwise.lab.train.Plan;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.Training;
import dev.layerwise.lab.train.Watcher;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.random.Rng;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A real data set, small enough to be learned many times, with its principal spectrum.
 *
 * @param set which
 * @param sizes how large
 * @param data training, validation and test set of averaged pixels; the split depends on the data
 *     alone
 * @param spectrum of the training inputs
 * @param hash of the data as they were read
 */
record RealTask(KnownSet set, RealSizes sizes, Data data, PrincipalSpectrum spectrum, String hash) {

  static Map<KnownSet, RealTask> all(Map<KnownSet, Data> data, RealSizes sizes) {
    Map<KnownSet, RealTask> tasks = new EnumMap<>(KnownSet.class);
    data.forEach((set, read) -> tasks.put(set, of(set, read, sizes)));
    return tasks;
  }

  /**
   * Draws the examples and makes them small.
   *
   * @throws IllegalArgumentException if there are too few, or no test set
   */
  static RealTask of(KnownSet set, Data read, RealSizes sizes) {
    int all = read.training().count();
    if (all < sizes.training() + sizes.validation()) {
      throw new IllegalArgumentException(
          "%s: %d training examples; want %d to train on and %d to validate"
              .formatted(set.title(), all, sizes.training(), sizes.validation()));
    }
    DataSet test =
        read.test()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    set.title() + ": there is no test set; want one to measure accuracy on"));
    Data split =
        read.split((double) sizes.validation() / all, sizes.training(), Rng.of(0).stream("split"));
    int[] first = IntStream.range(0, Math.min(sizes.test(), test.count())).toArray();
    Pooling pooling = Pooling.toAtMost(RealSizes.FEATURES, test.shape());
    Data small =
        new Data(
            set.label(),
            pooling.of(split.training()),
            split.validation().map(pooling::of),
            Optional.of(pooling.of(test.select(first))));
    return new RealTask(
        set,
        sizes,
        small,
        PrincipalSpectrum.fit(small.training().inputs(), sizes.components()),
        "training " + read.training().hash() + ", test " + test.hash());
  }

  /** What is learned when the inputs' principal spectrum is raised to a power; 1: as they are. */
  Problem problem(double power) {
    Data raised =
        new Data(
            data.name(),
            spectrum.raised(data.training(), power),
            data.validation().map(held -> spectrum.raised(held, power)),
            data.test().map(test -> spectrum.raised(test, power)));
    String model =
        "mlp:%d-%s-%d"
            .formatted(
                raised.training().inputs().features(),
                sizes.hidden(),
                raised.training().targets().outputs());
    return new Problem(
        raised, Standardization.none(), model, Initialization.HE_NORMAL, new SoftmaxCrossEntropy());
  }

  /** Trains, and looks at the validation set at the end alone. */
  Training trained(Problem problem, Competitor competitor, Map<String, String> tuned, long seed) {
    Plan plan =
        new Plan(
            sizes.batch(), sizes.steps(), sizes.steps(), OptionalInt.empty(), OptionalInt.empty());
    return new Training(
        problem,
        plan,
        network -> competitor.starter().start(network, competitor.with(tuned)),
        seed);
  }

  /** The error on the validation set at the end, from 0 to 1; NaN if the training diverged. */
  double validationError(
      Problem problem, Competitor competitor, Map<String, String> tuned, long seed) {
    Training training = trained(problem, competitor, tuned, seed);
    if (!(training.run(Watcher.NONE) instanceof Ending.Finished)) {
      return Double.NaN;
    }
    return 1
        - training.evaluations().getLast().watched().orElseThrow().accuracy().orElse(Double.NaN);
  }
}
