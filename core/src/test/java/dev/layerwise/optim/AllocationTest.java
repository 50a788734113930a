package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step allocates, to the byte. */
class AllocationTest {
  /** Kept, since asking for it allocates. */
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static final int N = 9;

  /** Steps before anything is measured: all storage is there, and every class is loaded. */
  private static final int WARM_UP = 120;

  /** A multiple of all intervals of the defaults, the longest being kfac-pytorch's 100. */
  private static final int WINDOW = 200;

  /**
   * Of so many windows the one with the fewest bytes counts. When HotSpot hands a method to its
   * compiler, it makes the strings of the method's class, on the thread that runs it: now and then,
   * once for each class, and not in every window.
   */
  private static final int WINDOWS = 8;

  /** Methods whose refreshes allocate, with the reason. */
  private static final Map<String, String> ALLOCATING =
      Map.of("kfac-tridiagonal", "a refresh allocates its intermediate matrices");

  static List<Recipe> recipes() {
    return Recipes.all().stream().filter(recipe -> !ALLOCATING.containsKey(recipe.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aStepAllocatesNothingNorDoesARefresh(Recipe recipe) {
    assertThat(fewest(recipe, Map.of(), N)).as("bytes in " + WINDOW + " steps").isZero();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theseWithAllPartsNeither(Recipe recipe) {
    Map<String, String> said = new HashMap<>(CatalogueTest.PARTS);
    said.keySet().retainAll(recipe.settings().stream().map(Setting::name).toList());
    assertThat(fewest(recipe, said, N)).as("bytes in " + WINDOW + " steps").isZero();
  }

  /** More rows than are worked on at a time. */
  @ParameterizedTest
  @ValueSource(strings = {"empirical", "sampled", "exact"})
  void aLargerBatchInChunksNeither(String fisher) {
    assertThat(fewest(Recipes.named("ekfac"), Map.of("fisher", fisher), 600))
        .as("bytes in " + WINDOW + " steps")
        .isZero();
  }

  /** The fewest bytes of a window. In a pool of one thread no work is handed to other threads. */
  private static long fewest(Recipe recipe, Map<String, String> said, int n) {
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      return one.submit(() -> measured(recipe, said, n)).join();
    }
  }

  private static long measured(Recipe recipe, Map<String, String> said, int n) {
    Network network =
        Network.of(
            Shape.of(7),
            new Layer.Linear(7, 6),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(6, 4));
    Rng rng = Rng.of(1);
    network.parameters().forEach(p -> p.value().fillInPlace(rng::fillGaussian).timesInPlace(0.4));
    List<Matrix> inputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      inputs.add(rng.gaussian(n, 7));
    }
    Matrix labels = Matrix.generate(n, 4, (i, k) -> i % 4 == k ? 1 : 0);
    NetworkObjective objective =
        new NetworkObjective(network, new SoftmaxCrossEntropy(), n, Rng.of(2));
    Optimizer optimizer = recipe.start(network, said);
    for (int t = 0; t < WARM_UP; t++) {
      optimizer.step(objective.on(inputs.get(t % 3), labels));
    }
    long fewest = Long.MAX_VALUE;
    for (int window = 0; window < WINDOWS && fewest > 0; window++) {
      long before = allocated();
      for (int t = 0; t < WINDOW; t++) {
        optimizer.step(objective.on(inputs.get(t % 3), labels));
      }
      fewest = Math.min(fewest, allocated() - before);
    }
    return fewest;
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
