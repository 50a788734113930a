package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Operand;
import java.util.Arrays;

/** A vector of ones that all share: with it a sum is a product, which has vector instructions. */
final class Ones {
  private static volatile Operand longest = new Operand(new double[0]);

  private Ones() {}

  /** At least n ones; not to be changed. */
  static Operand of(int n) {
    Operand ones = longest;
    if (ones.array().length < n) {
      double[] array = new double[n];
      Arrays.fill(array, 1);
      ones = new Operand(array);
      longest = ones; // a shorter one that another thread left in its place is only made again
    }
    return ones;
  }
}
