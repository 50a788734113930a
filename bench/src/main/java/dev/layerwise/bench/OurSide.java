package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.task.LinearRepresentation;
import dev.layerwise.lab.task.MomentStream;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import dev.layerwise.random.Rng;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our side of the comparison, a process of its own: for each method, the time of data generation
 * and step for 1000 iterations with fresh batches drawn for that method alone.
 *
 * <p>The process's CPU time counts, garbage collection and compilation included; the smallest of
 * the repeats, as on the other side.
 *
 * @param iterations iterations in a repeat
 * @param repeats repeats that are timed
 * @param warmup iterations of each method before the first timing, for the JIT compiler
 */
record OurSide(int iterations, int repeats, int warmup) {
  /**
   * Prints the times of every method as JSON.
   *
   * @param args setting, iterations, repeats, warm-up iterations
   */
  public static void main(String[] args) {
    OurSide side =
        new OurSide(
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.print(Json.pretty(side.measure(Setting.of(args[0]))));
  }

  ObjectNode measure(Setting setting) {
    Rng rng = Rng.of(0);
    LinearRepresentation problem = setting.draw(rng.stream("problem"));
    MomentStream batches = problem.train().batches(LinearRepresentation.BATCH, rng.stream("data"));
    Matrix G =
        rng.stream("init").haarRows(LinearRepresentation.FEATURES, LinearRepresentation.INPUTS);
    LinearNetwork initial = LinearNetwork.of(TwoLayer.leastSquaresHead(G, batches.next()), G);
    // All of them before the first is timed: what they share is compiled anew when a method joins.
    Contestant.on(setting).forEach(contestant -> train(initial, contestant, batches, warmup));
    ObjectNode methods = Json.object();
    for (Contestant contestant : Contestant.on(setting)) {
      methods.set(contestant.name(), measure(initial, contestant, batches));
    }
    return methods;
  }

  private ObjectNode measure(LinearNetwork initial, Contestant contestant, MomentStream batches) {
    Clocks best = new Clocks(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
    for (int repeat = 0; repeat < repeats; repeat++) {
      Clocks start = Clocks.now();
      LinearNetwork network = train(initial, contestant, batches, iterations);
      best = best.min(Clocks.now().since(start));
      if (!network.isFinite()) {
        throw new IllegalStateException(
            contestant.name() + " diverged; its time means nothing; lower its learning rate");
      }
    }
    return best.perThousand(iterations);
  }

  private static LinearNetwork train(
      LinearNetwork initial, Contestant contestant, MomentStream batches, int iterations) {
    Method.Training training = contestant.method().start(initial);
    for (int i = 0; i < iterations; i++) {
      Moments A = batches.next();
      training.step(A, contestant.batches() == 1 ? A : batches.next());
    }
    return training.network();
  }
}
