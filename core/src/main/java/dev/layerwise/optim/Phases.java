package dev.layerwise.optim;

import java.util.EnumMap;
import java.util.Map;

/** Where the time of an optimizer's steps goes; indicative. */
public final class Phases {
  /** A part of a step. */
  public enum Phase {
    /** Forward and backward pass. */
    FORWARD_BACKWARD("forward/backward"),
    /** Curvature statistics and their running means. */
    STATISTICS("statistics"),
    /** Eigendecompositions, inverses, roots. */
    DECOMPOSITION("decomposition"),
    /** Everything else: applying the preconditioner, momentum, moving the parameters. */
    UPDATE("update");

    private final String label;

    Phase(String label) {
      this.label = label;
    }

    /** What tables and charts call it. */
    public String label() {
      return label;
    }
  }

  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private Phase current = Phase.UPDATE;
  private long since = System.nanoTime();

  /** Starts at zero. */
  public Phases() {
    for (Phase phase : Phase.values()) {
      nanos.put(phase, 0L);
    }
  }

  /** Ends the phase that runs and starts another; what runs between steps is not counted. */
  public void enter(Phase phase) {
    long now = System.nanoTime();
    nanos.put(current, nanos.get(current) + now - since);
    since = now;
    current = phase;
  }

  /** Starts to count at the beginning of a step. */
  public void start() {
    since = System.nanoTime();
    current = Phase.FORWARD_BACKWARD;
  }

  /** Stops counting at the end of a step. */
  public void stop() {
    enter(Phase.UPDATE);
  }

  /** Nanoseconds spent in each phase since the optimizer was started. */
  public Map<Phase, Long> elapsedNanos() {
    return new EnumMap<>(nanos);
  }
}
