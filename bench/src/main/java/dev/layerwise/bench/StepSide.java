package dev.layerwise.bench;

import com.sun.management.ThreadMXBean;
import dev.layerwise.lab.run.Json;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our side of the timing of optimizer steps, a process of its own: each method in turn with plain
 * SGD, with a dense product, and with the bare decompositions that it needs.
 *
 * @param problem what is trained
 * @param refresh steps between two decompositions, and in a block that is timed
 * @param blocks timed blocks of each method
 * @param clock of one thread its CPU time counts, which a busy machine disturbs least; of several,
 *     the time that passes
 */
record StepSide(StepProblem problem, int refresh, int blocks, ToDoubleFunction<Clocks> clock) {
  /** Order of the product whose rate is the machine's. */
  private static final int ORDER = 1024;

  private static final int PRODUCTS = 3;

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /**
   * Prints what it measured as JSON.
   *
   * @param args batch, widths, refresh, blocks, threads, optimizers, and any number of {@code
   *     --set} values
   */
  public static void main(String[] args) {
    StepSide side =
        new StepSide(
            new StepProblem(Integer.parseInt(args[0]), StepsCommand.numbers(args[1])),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            args[4].equals("1") ? Clocks::thread : Clocks::wall);
    List<String> names = args[5].isEmpty() ? List.of() : List.of(args[5].split(","));
    List<String> overrides = List.of(args).subList(6, args.length);
    System.out.print(
        Json.pretty(side.measure(StepContestant.chosen(side.refresh, overrides, names))));
  }

  /** Measures all contestants. */
  ObjectNode measure(List<StepContestant> contestants) {
    StepContestant sgd =
        new StepContestant(
            StepContestant.BASELINE, Recipes.named(StepContestant.BASELINE), Map.of("lr", "1e-4"));
    StepProblem.Training baseline = problem.start(sgd.recipe(), sgd.settings());
    Product product = new Product(clock);
    product.gigaflops();
    baseline.steps(2 * refresh);
    ObjectNode all = Json.object();
    for (StepContestant contestant : contestants) {
      System.err.printf("batch %d: %s%n", problem.batch(), contestant.label());
      all.set(contestant.label(), measure(contestant, baseline, product));
    }
    return all;
  }

  private ObjectNode measure(
      StepContestant contestant, StepProblem.Training baseline, Product product) {
    double heapBefore = heapBytes();
    StepProblem.Training training = problem.start(contestant.recipe(), contestant.settings());
    training.steps(2 * refresh + 1);
    ObjectNode json = Json.object();
    json.put("heapBytes", heapBytes() - heapBefore - dataBytes());
    count(contestant, training, json);
    Decompositions bare = Decompositions.of(contestant.recipe().name(), training.network());
    json.put("decompositionProductFlops", bare.productFlops());
    bare.seconds(clock);
    Columns columns = new Columns(json);
    for (int block = 0; block < blocks; block++) {
      columns.add("dgemmGigaflops", product.gigaflops());
      columns.add("sgdSeconds", clock.applyAsDouble(seconds(baseline)));
      columns.add("bareDecompositionSeconds", bare.seconds(clock));
      block(training, columns);
    }
    return json;
  }

  private void block(StepProblem.Training training, Columns columns) {
    Map<Phase, Long> before = training.optimizer().phases().elapsedNanos();
    Clocks start = Clocks.now();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    training.steps(refresh);
    bytes = THREADS.getTotalThreadAllocatedBytes() - bytes;
    Clocks time = Clocks.now().since(start).times(1e-9 / refresh);
    columns.add("allocatedBytes", (double) bytes / refresh);
    columns.add("seconds", clock.applyAsDouble(time));
    columns.add("processCpuSeconds", time.process());
    columns.add("wallSeconds", time.wall());
    Map<Phase, Long> after = training.optimizer().phases().elapsedNanos();
    double all = 0;
    for (Phase phase : Phase.values()) {
      all += after.get(phase) - before.get(phase);
    }
    for (Phase phase : Phase.values()) {
      double share = (after.get(phase) - before.get(phase)) / all;
      columns.add(phase.label(), share * clock.applyAsDouble(time));
    }
  }

  /** Seconds of one step, over a block. */
  private Clocks seconds(StepProblem.Training training) {
    Clocks start = Clocks.now();
    training.steps(refresh);
    return Clocks.now().since(start).times(1e-9 / refresh);
  }

  private void count(StepContestant contestant, StepProblem.Training training, ObjectNode json) {
    Cost cost = problem.cost(contestant.recipe(), contestant.settings());
    json.put("settings", contestant.settings().toString());
    json.put("passFlops", problem.passFlops());
    json.put("statisticsFlops", cost.statistics());
    json.put("decompositionFlops", cost.decomposition());
    json.put("updateFlops", cost.update());
    json.put("countedBytes", cost.bytes());
    json.put("countedStateNumbers", cost.stateNumbers());
    json.put(
        "stateNumbers",
        SavedState.of(training.optimizer()::state).matrices().values().stream()
            .mapToDouble(M -> (double) M.rows() * M.cols())
            .sum());
    json.put("neededBytes", (problem.numbers() + cost.stateNumbers()) * Double.BYTES);
  }

  /** The batches belong to nobody's memory. */
  private double dataBytes() {
    return (double) StepProblem.BATCHES
        * problem.batch()
        * (problem.widths().getFirst() + problem.widths().getLast())
        * Double.BYTES;
  }

  private static double heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Numbers of the blocks, by name. */
  private record Columns(ObjectNode json) {
    void add(String name, double value) {
      ArrayNode column = json.has(name) ? (ArrayNode) json.get(name) : json.putArray(name);
      column.add(value);
    }
  }

  /** The product that gives the machine's rate. */
  private static final class Product {
    private final ToDoubleFunction<Clocks> clock;
    private final Matrix A = Rng.of(3).gaussian(ORDER, ORDER);
    private final Matrix C = Matrix.zeros(ORDER, ORDER);

    Product(ToDoubleFunction<Clocks> clock) {
      this.clock = clock;
    }

    double gigaflops() {
      Clocks start = Clocks.now();
      for (int i = 0; i < PRODUCTS; i++) {
        C.setToProduct(A, A);
      }
      return PRODUCTS
          * 2.0
          * ORDER
          * ORDER
          * ORDER
          / clock.applyAsDouble(Clocks.now().since(start));
    }
  }
}
