package dev.layerwise.optim;

/** The schedules that can be written. */
sealed interface ScheduleForm extends Schedule {

  private static boolean within(double value, double min, double max) {
    return value >= min && value <= max;
  }

  private static void requireSteps(String form, String what, long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          form + ": " + what + "=" + steps + "; want a whole number of at least 1");
    }
  }

  /** The same at every step. */
  record Constant(double value) implements ScheduleForm {
    @Override
    public double at(long t) {
      return value;
    }

    @Override
    public boolean staysWithin(double min, double max) {
      return within(value, min, max);
    }
  }

  /** Half a cosine. */
  record Cosine(double start, double end, long steps) implements ScheduleForm {
    public Cosine {
      requireSteps("cosine", "steps", steps);
    }

    @Override
    public double at(long t) {
      double share = Math.min(1, (double) (t - 1) / steps);
      return end + (start - end) * (1 + Math.cos(Math.PI * share)) / 2;
    }

    @Override
    public boolean staysWithin(double min, double max) {
      return within(start, min, max) && within(end, min, max);
    }
  }

  /** A straight line. */
  record Linear(double start, double end, long steps) implements ScheduleForm {
    public Linear {
      requireSteps("linear", "steps", steps);
    }

    @Override
    public double at(long t) {
      return t > steps ? end : start + (end - start) * (t - 1) / steps;
    }

    @Override
    public boolean staysWithin(double min, double max) {
      return within(start, min, max) && within(end, min, max);
    }
  }

  /** Stairs. */
  record Stairs(double start, long every, double factor) implements ScheduleForm {
    public Stairs {
      requireSteps("step", "every", every);
      if (!(factor >= 0)) {
        throw new IllegalArgumentException(
            "step: factor=" + factor + "; want a number of at least 0");
      }
    }

    @Override
    public double at(long t) {
      long stairs = (t - 1) / every;
      return start * Math.pow(factor, (double) stairs);
    }

    @Override
    public boolean staysWithin(double min, double max) {
      double limit = factor < 1 ? 0 : factor > 1 ? start * Double.MAX_VALUE : start;
      return within(start, min, max) && limit >= min && (limit <= max || max == Double.MAX_VALUE);
    }
  }

  /** A linear rise to the first value of another schedule, which follows. */
  record WarmUp(long steps, Schedule schedule) implements ScheduleForm {
    public WarmUp {
      requireSteps("warmup", "steps", steps);
    }

    @Override
    public double at(long t) {
      return t <= steps ? schedule.at(1) * t / steps : schedule.at(t - steps);
    }

    @Override
    public boolean staysWithin(double min, double max) {
      return within(at(1), min, max) && schedule.staysWithin(min, max);
    }
  }
}
