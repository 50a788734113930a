package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.lang.management.ManagementFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Three clocks, in nanoseconds.
 *
 * @param process CPU time of the process
 * @param thread CPU time of this thread
 * @param wall time
 */
record Clocks(double process, double thread, double wall) {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  static Clocks now() {
    return new Clocks(
        SYSTEM.getProcessCpuTime(),
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
        System.nanoTime());
  }

  /** The process's clock ticks every 10 ms on some systems; it used no less than the thread. */
  Clocks since(Clocks start) {
    double ofThread = thread - start.thread;
    return new Clocks(Math.max(process - start.process, ofThread), ofThread, wall - start.wall);
  }

  Clocks min(Clocks other) {
    return new Clocks(
        Math.min(process, other.process),
        Math.min(thread, other.thread),
        Math.min(wall, other.wall));
  }

  Clocks times(double factor) {
    return new Clocks(factor * process, factor * thread, factor * wall);
  }

  /** Nanoseconds of n iterations are seconds of 1000 times 10⁶ n. */
  ObjectNode perThousand(int iterations) {
    Clocks seconds = times(1e-6 / iterations);
    ObjectNode json = Json.object();
    json.put("processCpuSeconds", seconds.process);
    json.put("threadCpuSeconds", seconds.thread);
    json.put("wallSeconds", seconds.wall);
    return json;
  }
}
