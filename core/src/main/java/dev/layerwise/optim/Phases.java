package dev.layerwise.optim;

import java.util.EnumMap;
import java.util.Map;

/** Where the time of an optimizer's steps goes; indicative. */
public final class Phases {
  /** A part of a step. */
  public enum Phase {
    /** Forward and backward pass. */
    FORWARD_BACKWARD(0, "forward/backward"),
    /** Curvature statistics and their running means. */
    STATISTICS(1, "statistics"),
    /** Eigendecompositions, inverses, roots. */
    DECOMPOSITION(2, "decomposition"),
    /** Everything else: applying the preconditioner, momentum, moving the parameters. */
    UPDATE(3, "update");

    private final int place;
    private final String label;

    Phase(int place, String label) {
      this.place = place;
      this.label = label;
    }

    /** What tables and charts call it. */
    public String label() {
      return label;
    }
  }

  private final long[] nanos = new long[Phase.values().length];
  private Phase current = Phase.UPDATE;
  private long since = System.nanoTime();

  /** Starts at zero. */
  public Phases() {}

  /** Ends the phase that runs and starts another; what runs between steps is not counted. */
  public void enter(Phase phase) {
    long now = System.nanoTime();
    nanos[current.place] += now - since;
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

  /** Adds what another clock has counted since the last time, given its state of then. */
  void plus(Phases other, long[] before) {
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] += other.nanos[i] - before[i];
      before[i] = other.nanos[i];
    }
  }

  /** Nanoseconds spent in each phase since the optimizer was started. */
  public Map<Phase, Long> elapsedNanos() {
    Map<Phase, Long> elapsed = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      elapsed.put(phase, nanos[phase.place]);
    }
    return elapsed;
  }
}
