package dev.layerwise.lab.conformance;

import dev.layerwise.optim.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a reference's run is replayed.
 *
 * @param recipe the name of our optimizer
 * @param settings its settings
 * @param training data and loss
 * @param watch what happens around the steps
 */
record Plan(String recipe, Map<String, String> settings, Training training, Watch watch) {
  /** What happens around the steps, besides the steps. */
  interface Watch {
    /** Nothing. */
    Watch NOTHING = new Watch() {};

    /** Before the first step. */
    default void started(Optimizer optimizer, Problem problem) {}

    /** After a step, from 1. */
    default void stepped(long t, Optimizer optimizer, Problem problem) {}
  }

  Plan {
    settings = Map.copyOf(settings);
  }

  Plan(String recipe, Said settings) {
    this(recipe, settings.all(), Training.USUAL, Watch.NOTHING);
  }

  /** Settings as they are being written down. */
  static final class Said {
    private final Map<String, String> all = new LinkedHashMap<>();

    Said number(String name, double value) {
      all.put(name, value == 0 ? "0" : Double.toString(value));
      return this;
    }

    Said whole(String name, long value) {
      all.put(name, Long.toString(value));
      return this;
    }

    Said flag(String name, boolean value) {
      all.put(name, Boolean.toString(value));
      return this;
    }

    Said text(String name, String value) {
      all.put(name, value);
      return this;
    }

    Map<String, String> all() {
      return all;
    }
  }
}
