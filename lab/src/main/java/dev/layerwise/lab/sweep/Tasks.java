package dev.layerwise.lab.sweep;

import dev.layerwise.optim.Nearest;
import java.util.List;

/** Every task of sweeps, in the order in which they are listed. A new one adds its line here. */
public final class Tasks {
  private Tasks() {}

  /** The tasks. */
  public static List<Task> all() {
    return List.of(
        new QuadraticTask(),
        new LogisticTask(),
        NetworkTask.parity(),
        NetworkTask.staircase(),
        NetworkTask.teacher(),
        NetworkTask.selection(),
        new DataTask());
  }

  /** Their names. */
  public static List<String> names() {
    return all().stream().map(Task::name).toList();
  }

  /**
   * The task of a name.
   *
   * @throws IllegalArgumentException if there is none, naming the nearest
   */
  public static Task named(String name) {
    return all().stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no task '"
                    + name
                    + "'"
                    + Nearest.question(name, names())
                    + "; there are "
                    + String.join(", ", names())));
  }
}
