package dev.layerwise.bench;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Drawing a batch X of n examples of 100 inputs, beside the product XᵀX that uses it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DrawBenchmark {
  private static final int INPUTS = 100;

  /** Examples. */
  @Param("1024")
  public int n;

  private Rng rng;
  private RandomGenerator java;
  private Matrix X;
  private Matrix C;
  private double[] entries;
  private long[] bits;

  /** Makes the buffers. */
  @Setup
  public void prepare() {
    rng = Rng.of(1);
    java = RandomGenerator.of("L64X128MixRandom");
    X = rng.gaussian(n, INPUTS);
    C = Matrix.zeros(INPUTS, INPUTS);
    entries = new double[n * INPUTS];
    bits = new long[n * INPUTS / Long.SIZE];
  }

  /** {@code XᵀX/n}, the use of a batch. */
  @Benchmark
  public Matrix gram() {
    return C.setToGram(1.0 / n, X);
  }

  /** Standard normals. */
  @Benchmark
  public double[] gaussians() {
    rng.fillGaussian(entries);
    return entries;
  }

  /** Signs as doubles. */
  @Benchmark
  public double[] signs() {
    rng.fillSigns(entries);
    return entries;
  }

  /** Signs as the bits of words. */
  @Benchmark
  public long[] signBits() {
    rng.fillBits(bits);
    return bits;
  }

  /** Standard normals by the JDK. */
  @Benchmark
  public double[] javaGaussians() {
    for (int i = 0; i < entries.length; i++) {
      entries[i] = java.nextGaussian();
    }
    return entries;
  }

  /** Signs by the JDK, one word for 64 of them. */
  @Benchmark
  public double[] javaSigns() {
    long word = 0;
    for (int i = 0; i < entries.length; i++) {
      if (i % Long.SIZE == 0) {
        word = java.nextLong();
      }
      entries[i] = 1 - 2 * (word & 1);
      word >>>= 1;
    }
    return entries;
  }
}
