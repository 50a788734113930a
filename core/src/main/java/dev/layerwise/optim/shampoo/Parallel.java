package dev.layerwise.optim.shampoo;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Work on parts that do not know each other, whose results do not depend on who does it when. */
final class Parallel {
  /** Floating-point operations below which handing work over costs more than it saves. */
  private static final double WORTHWHILE = 5e6;

  private Parallel() {}

  /**
   * Does something with each part, in the common pool if it is worth it.
   *
   * @param parts the parts
   * @param flops floating-point operations in all, roughly
   * @param work what is done with each; throws nothing that is expected
   */
  static <T> void each(List<T> parts, double flops, Consumer<T> work) {
    if (flops < WORTHWHILE || parts.size() == 1) {
      for (T part : parts) {
        work.accept(part);
      }
    } else {
      IntStream.range(0, parts.size()).parallel().forEach(i -> work.accept(parts.get(i)));
    }
  }
}
