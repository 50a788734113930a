package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.run.InputException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code reproduce --data} names, given to the experiments that need it. */
final class GivenData {
  private final Optional<Path> dir;
  private final Map<KnownSet, Path> found;
  private final Map<KnownSet, Data> read = new EnumMap<>(KnownSet.class);

  /**
   * Looks what is there.
   *
   * @throws InputException if the folder holds no data set
   */
  GivenData(Optional<Path> dir) {
    this.dir = dir;
    this.found = dir.map(KnownSet::in).orElse(Map.of());
  }

  /** Either an experiment that can run, or why it is skipped; or both, if it lacks a set. */
  record Given(Optional<Experiment> experiment, Optional<String> sentence) {}

  /**
   * Gives an experiment its data, those sets that are there.
   *
   * @throws InputException if a file is not as it should be
   */
  Given to(Experiment experiment) {
    if (!(experiment instanceof NeedsData needy)) {
      return new Given(Optional.of(experiment), Optional.empty());
    }
    Map<KnownSet, Data> data = new EnumMap<>(KnownSet.class);
    for (KnownSet set : needy.needs()) {
      if (found.containsKey(set)) {
        data.put(set, read.computeIfAbsent(set, s -> s.read(found.get(s))));
      }
    }
    List<KnownSet> missing = needy.needs().stream().filter(set -> !data.containsKey(set)).toList();
    Optional<String> sentence =
        missing.isEmpty() ? Optional.empty() : Optional.of(sentence(needy, missing));
    if (data.isEmpty()) {
      return new Given(Optional.empty(), sentence);
    }
    try {
      return new Given(Optional.of(needy.on(data)), sentence);
    } catch (IllegalArgumentException e) {
      throw new InputException("--data " + dir.orElseThrow() + ": " + e.getMessage(), e);
    }
  }

  private String sentence(NeedsData needy, List<KnownSet> missing) {
    String id = needy.info().id();
    String titles = words(missing.stream().map(KnownSet::title).toList(), " and ");
    String folders = words(missing.stream().map(set -> set.folder() + "/").toList(), " or ");
    if (dir.isEmpty()) {
      return "%s is skipped: it needs %s; pass --data DIR, a folder that holds %s"
          .formatted(
              id, words(needy.needs().stream().map(KnownSet::title).toList(), " or "), folders);
    }
    boolean all = missing.size() == needy.needs().size();
    return "%s is skipped%s: %s holds no %s"
        .formatted(id, all ? "" : " on " + titles, dir.orElseThrow(), folders);
  }

  private static String words(List<String> all, String last) {
    return all.stream().collect(Collectors.joining(last));
  }
}
