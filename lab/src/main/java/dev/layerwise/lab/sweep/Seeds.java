package dev.layerwise.lab.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The seeds of a sweep. Those that tune and those that are shown never overlap.
 *
 * @param evaluation the seeds whose results are shown, at least one
 * @param tuning the seeds on which settings are searched; may be none if nothing is searched
 */
public record Seeds(List<Long> evaluation, List<Long> tuning) {
  /** App. C.1's search needs at least this many seeds; one is not enough, as the setup measured. */
  public static final int LEAST_TUNING = 3;

  private static final long FIRST_TUNING = 1_000_000;

  /**
   * Checks that they are distinct and apart.
   *
   * @throws IllegalArgumentException if there is none to evaluate, one occurs twice, or one is in
   *     both lists
   */
  public Seeds {
    evaluation = List.copyOf(evaluation);
    tuning = List.copyOf(tuning);
    if (evaluation.isEmpty()) {
      throw new IllegalArgumentException("there are no evaluation seeds; want at least one");
    }
    Set<Long> seen = new HashSet<>();
    for (long seed : evaluation) {
      if (!seen.add(seed)) {
        throw new IllegalArgumentException("evaluation seed " + seed + " is given twice");
      }
    }
    Set<Long> seenTuning = new HashSet<>();
    for (long seed : tuning) {
      if (!seenTuning.add(seed)) {
        throw new IllegalArgumentException("tuning seed " + seed + " is given twice");
      }
      if (seen.contains(seed)) {
        throw new IllegalArgumentException(
            "seed "
                + seed
                + " is for tuning and for evaluation; want tuning seeds apart from evaluation"
                + " seeds");
      }
    }
  }

  /**
   * Seeds 0, 1, … for evaluation and none for tuning.
   *
   * @param count how many
   */
  public static Seeds first(int count) {
    return new Seeds(LongStream.range(0, count).boxed().toList(), List.of());
  }

  /** The same evaluation seeds, with the usual three of tuning. */
  public Seeds tuned() {
    return new Seeds(
        evaluation, LongStream.range(FIRST_TUNING, FIRST_TUNING + LEAST_TUNING).boxed().toList());
  }

  /**
   * The first of the evaluation seeds, or more of them: those that follow the last, tuning seeds
   * left out.
   *
   * @param count how many, at least 1
   */
  public Seeds evaluation(int count) {
    List<Long> all = new ArrayList<>(evaluation.subList(0, Math.min(count, evaluation.size())));
    for (long next = evaluation.stream().mapToLong(s -> s).max().orElse(0) + 1;
        all.size() < count;
        next++) {
      if (!tuning.contains(next)) {
        all.add(next);
      }
    }
    return new Seeds(all, tuning);
  }
}
