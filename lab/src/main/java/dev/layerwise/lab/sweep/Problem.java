package dev.layerwise.lab.sweep;

import java.util.List;

/**
 * What is learned.
 *
 * @param task the task's name, as {@link Tasks} lists them
 * @param parameters the task's parameters
 * @param models the network, as {@code Models} reads it; several are swept; none if the task is a
 *     function of its own parameters
 * @param init what a network's first weights are drawn from
 */
public record Problem(String task, Grid parameters, List<String> models, String init) {
  /** Copies the list. */
  public Problem {
    models = List.copyOf(models);
  }
}
