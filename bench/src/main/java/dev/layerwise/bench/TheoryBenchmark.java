package dev.layerwise.bench;

import dev.layerwise.lab.theory.AspectRatio;
import dev.layerwise.lab.theory.PopulationSpectrum;
import dev.layerwise.lab.theory.SingleIndexTheory;
import dev.layerwise.lab.theory.Teacher;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The theory's curves of Figure 3 of Concurrence, the teacher's integrals among them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TheoryBenchmark {
  /** Points of a curve. */
  @Param("15")
  public int n;

  /** K-FAC's correlation over the ridge, 10⁻³ to 10³. */
  @Benchmark
  public double[] overTheRidge() {
    SingleIndexTheory theory =
        SingleIndexTheory.of(
            PopulationSpectrum.twoPoint(0.5), AspectRatio.of(900, 5000), Teacher.PAPER, 1);
    double[] curve = new double[n];
    for (int i = 0; i < n; i++) {
      curve[i] = theory.corrKfac(Math.pow(10, -3 + 6.0 * i / n));
    }
    return curve;
  }

  /** SGD's correlation, K-FAC's without ridge and with the best, over the anisotropy. */
  @Benchmark
  public double[] overTheAnisotropy() {
    double[] curves = new double[3 * n];
    for (int i = 0; i < n; i++) {
      SingleIndexTheory theory =
          SingleIndexTheory.of(
              PopulationSpectrum.twoPoint(0.99 * i / n),
              AspectRatio.of(200, 6000),
              Teacher.PAPER,
              1);
      curves[3 * i] = theory.corrSgd();
      curves[3 * i + 1] = theory.corrKfac(0);
      curves[3 * i + 2] = theory.corrKfac(theory.bestLambda());
    }
    return curves;
  }
}
