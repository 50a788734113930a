package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our side of the comparison for the form of Adam or Gauss-Newton, a process of its own: CPU
 * seconds of the process for a step, data included.
 */
final class FormSide {
  private static final double WARM_UP = 1.5e9;
  private static final double TIMED = 4e8;
  private static final int REPEATS = 3;

  private FormSide() {}

  /**
   * Prints the seconds of each row as JSON.
   *
   * @param args what the names of the rows begin with, all if there is nothing
   */
  public static void main(String[] args) {
    ObjectNode rows = Json.object();
    for (FormRow row : FormRow.all()) {
      if (args.length == 0 || List.of(args).stream().anyMatch(row.name()::startsWith)) {
        ObjectNode json = rows.putObject(row.name());
        measure(row.start().get(), json);
        System.err.println(row.name() + " " + json);
      }
    }
    System.out.print(Json.pretty(rows));
  }

  private static void measure(Runnable step, ObjectNode json) {
    Clocks start = Clocks.now();
    int steps = 0;
    double spent = 0;
    while (spent < WARM_UP) {
      step.run();
      steps++;
      spent = Clocks.now().since(start).thread();
    }
    boolean slow = steps == 1;
    int count = Math.max(1, (int) (TIMED * steps / spent));
    Clocks best = new Clocks(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
    for (int repeat = 0; repeat < (slow ? 1 : REPEATS); repeat++) {
      Clocks before = Clocks.now();
      for (int i = 0; i < count; i++) {
        step.run();
      }
      best = best.min(Clocks.now().since(before).times(1e-9 / count));
    }
    json.put("processCpuSeconds", best.process());
    json.put("threadCpuSeconds", best.thread());
    json.put("wallSeconds", best.wall());
  }
}
