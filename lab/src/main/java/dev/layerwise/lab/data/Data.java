package dev.layerwise.lab.data;

import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.Optional;

/**
 * What there is to learn from, and to judge by.
 *
 * @param name a short name, fit for a file name
 * @param training what the network is fitted to
 * @param validation held out of the training set, to watch and to stop by
 * @param test what came as a test set
 */
public record Data(
    String name, DataSet training, Optional<DataSet> validation, Optional<DataSet> test) {
  /** Without a validation set. */
  public Data(String name, DataSet training, Optional<DataSet> test) {
    this(name, training, Optional.empty(), test);
  }

  /** The set that training is watched on: validation if there is one, else test. */
  public Optional<DataSet> watched() {
    return validation.or(() -> test);
  }

  /** What charts and tables call the set that training is watched on. */
  public String watchedName() {
    return validation.isPresent() ? "validation" : "test";
  }

  /**
   * Holds examples out of the training set, drawn at random, and keeps some of the others.
   *
   * @param share the share held out, from 0 to below 1
   * @param limit how many examples training keeps at most, at least 1
   * @param rng the stream of the draw
   * @throws IllegalArgumentException if nothing would be left on a side
   */
  public Data split(double share, int limit, Rng rng) {
    int all = training.count();
    int held = (int) Math.round(share * all);
    int kept = Math.min(limit, all - held);
    if ((share > 0 && held == 0) || kept < 1) {
      throw new IllegalArgumentException(
          "a share of %s of %d examples leaves %d to train on and %d to validate"
              .formatted(share, all, Math.max(0, all - held), held));
    }
    if (held == 0 && kept == all) {
      return this;
    }
    int[] order = rng.permutation(all);
    int[] held0 = Arrays.copyOf(order, held);
    int[] kept0 = Arrays.copyOfRange(order, held, held + kept);
    Arrays.sort(held0);
    Arrays.sort(kept0);
    return new Data(
        name,
        training.select(kept0),
        held == 0 ? validation : Optional.of(training.select(held0)),
        test);
  }
}
