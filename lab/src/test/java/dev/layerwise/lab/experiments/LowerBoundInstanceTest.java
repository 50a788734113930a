package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.task.SubspaceDistance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.TwoLayer;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

final class LowerBoundInstanceTest {
  /** A step is a handful of products of numbers of order 1. */
  private static final double ROUNDING = 1e-13;

  private final LowerBoundInstance instance = new LowerBoundInstance(0.1);

  @Test
  void aTiltInAnyDirectionHasTheRequestedDistance() {
    Matrix generic = Rng.of(11).stream("tilt").haarRows(1, LowerBoundInstance.FEATURES);
    Matrix weak = LowerBoundInstance.weakDirection();
    for (Matrix v : new Matrix[] {generic, weak, LowerBoundInstance.strongDirection()}) {
      for (double distance : new double[] {1e-3, 0.3, 0.99}) {
        Matrix G = LowerBoundInstance.tilted(v, distance);
        assertThat(SubspaceDistance.of(G, LowerBoundInstance.Gstar()))
            .isCloseTo(distance, within(ROUNDING));
        assertThat(G.times(G.T()).minus(Matrix.identity(G.rows())).maxAbs()).isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void aTiltAlongAnAxisIsTheProofsStart() {
    Matrix G = LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), 0.6);
    Matrix proof =
        Matrix.of(
            new double[][] {
              {1, 0, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0, 0}, {0, 0, 0.8, 0.6, 0, 0, 0}
            });
    assertThat(G.minus(proof).maxAbs()).isLessThan(ROUNDING);
  }

  @Test
  void theHeadHasThePrescribedSpectrum() {
    Matrix MMt = instance.population().yy(); // F⋆ G⋆ G⋆ᵀ F⋆ᵀ, without noise
    assertThat(MMt.diagonal()).containsExactly(new double[] {0.9, 0.9, 0.1}, within(ROUNDING));
    assertThat(instance.kappa()).isCloseTo(9, within(ROUNDING));
    assertThat(instance.boundPerStep()).isCloseTo(1 - 4.0 / 9, within(ROUNDING));
  }

  @Test
  void aStepIsEquationFifteen() {
    double eta = 3;
    double c2 = 0.6;
    double c1 = 0.8;
    double lambda = 0.1;
    double kept = c1 * (1 + eta * c2 * c2 * lambda);
    double outside = c2 * (1 - eta * c1 * c1 * lambda);
    Matrix G0 = LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), c2);
    assertThat(instance.distances(TwoLayer.amgd(eta), G0, 1)[1])
        .isCloseTo(outside / Math.hypot(kept, outside), within(ROUNDING)); // (15)
  }

  @Test
  void aDistanceThatVanishesStaysZero() {
    // η λ = 1 makes convergence faster than geometric.
    Matrix G0 = LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), 0.01);
    double[] run = instance.distances(TwoLayer.amgd(10), G0, 60);
    assertThat(run[1]).isPositive();
    assertThat(run[60]).isZero();
  }
}
