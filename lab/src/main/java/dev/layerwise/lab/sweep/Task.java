package dev.layerwise.lab.sweep;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/**
 * A named task of a sweep: one file that implements this, and one line in {@link Tasks}. Command
 * line, sweep files and documentation iterate over the list.
 */
public interface Task {
  /** The name in files. */
  String name();

  /** One sentence: what it is. */
  String meaning();

  /** The parameters, with defaults. */
  List<Setting> parameters();

  /** What can be recorded; the first is recorded if nothing is said. */
  List<String> quantities();

  /** Whether a network learns it; else it is a function of its own parameters. */
  boolean needsModel();

  /**
   * Checks that a method can be run on it.
   *
   * @param parameters the task's parameters
   * @param method values of {@link MethodSettings#all}
   * @param record what is to be recorded
   * @throws IllegalArgumentException if it cannot, saying what to write
   */
  void check(Settings parameters, Settings method, List<String> record);

  /**
   * Checks that settings of a method that can be run on it can also be searched on it.
   *
   * @param parameters the task's parameters
   * @param method values of {@link MethodSettings#all}
   * @throws IllegalArgumentException if they cannot, saying what to write
   */
  default void checkSearch(Settings parameters, Settings method) {}

  /**
   * Whether a run is the same on every seed.
   *
   * @param parameters the task's parameters
   * @param method values of {@link MethodSettings#all}
   */
  boolean isDeterministic(Settings parameters, Settings method);

  /**
   * Starts a run, a pure function of its assignment.
   *
   * @param assignment what to run
   */
  Run start(Assignment assignment);

  /**
   * What to run.
   *
   * @param parameters the task's parameters
   * @param model the network's specification; empty if the task needs none
   * @param init what its first weights are drawn from
   * @param method values of {@link MethodSettings#all}
   * @param steps how long the run will be
   * @param seed the seed of every stream
   * @param given the sets of {@code --data}, if any
   * @param search whether the run is one of a search for settings, which must not see what the
   *     chosen setting will be judged on
   */
  record Assignment(
      Settings parameters,
      String model,
      String init,
      Settings method,
      long steps,
      long seed,
      Map<KnownSet, Data> given,
      boolean search) {
    /** Copies the map. */
    public Assignment {
      given = Map.copyOf(given);
    }

    /** Without data, and no search. */
    public Assignment(
        Settings parameters, String model, String init, Settings method, long steps, long seed) {
      this(parameters, model, init, method, steps, seed, Map.of(), false);
    }
  }

  /** A run under way. */
  interface Run {
    /**
     * Does a step.
     *
     * @param t the step, from 1
     * @throws NumericalException if it cannot be done
     */
    void step(long t);

    /**
     * Measures a quantity as things stand.
     *
     * @param quantity one of {@link Task#quantities}
     */
    double measure(String quantity);
  }
}
