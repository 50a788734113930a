package dev.layerwise.optim.shampoo;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import org.junit.jupiter.api.Test;

class SoapTest {
  private final GivenGradients given = GivenGradients.ofAllOrders();

  private Matrix W() {
    return given.parameters.getFirst().value();
  }

  /** Dimensions above the bound have no basis; a step late, SOAP is Adam then. */
  @Test
  void withoutBasesItIsAdamFromTheSecondStep() {
    Optimizer soap =
        given.start(
            "soap",
            "lr=0.1",
            "beta1=0.9",
            "beta2=0.99",
            "epsilon=1e-3",
            "max-dim=1",
            "weight-decay=0.1");
    Matrix expected = W().copy();
    soap.step(given);
    assertClose(W(), expected, 0); // nothing moves, nothing decays
    Matrix m = Matrix.zeros(5, 3);
    Matrix v = Matrix.zeros(5, 3);
    for (int s = 1; s <= 4; s++) {
      Matrix G = given.gradient(given.parameters.getFirst());
      soap.step(given);
      m = m.times(0.9).plus(G.times(0.1));
      v = v.times(0.99).plus(G.hadamard(G).times(0.01));
      double rate = 0.1 * Math.sqrt(1 - Math.pow(0.99, s)) / (1 - Math.pow(0.9, s));
      expected.plusInPlace(-rate, m.hadamard(v.map(x -> 1 / (Math.sqrt(x) + 1e-3))));
      expected.timesInPlace(1 - 0.1 * 0.1);
      assertClose(W(), expected, 1e-13);
    }
  }

  @Test
  void theFirstBasesAreEigenvectorsInDescendingOrder() {
    Parameter p = given.parameters.getFirst();
    Matrix G = given.gradient(p);
    Optimizer soap = given.start("soap", "shampoo-beta=0.5");
    soap.step(given);
    SavedState state = SavedState.of(soap::state);
    Matrix Q = state.matrices().get("W/Q0");
    Matrix GG = state.matrices().get("W/GG0");
    assertClose(GG, G.times(G.T()).times(0.5), 1e-14);
    Matrix D = Q.T().times(GG).times(Q);
    assertClose(D, Matrix.diagonal(D.diagonal()), 1e-13);
    double[] d = D.diagonal();
    for (int i = 1; i < d.length; i++) {
      assertThat(d[i]).isLessThan(d[i - 1] + 1e-12);
    }
  }

  @Test
  void aRefreshTurnsTheMeanAndKeepsWhatItIsInTheOldCoordinates() {
    Optimizer soap = given.start("soap", "frequency=2", "beta1=0.5");
    Matrix mean = Matrix.zeros(5, 3);
    soap.step(given);
    for (int s = 1; s <= 5; s++) {
      mean = mean.times(0.5).plus(given.gradient(given.parameters.getFirst()).times(0.5));
      soap.step(given);
    }
    var matrices = SavedState.of(soap::state).matrices();
    Matrix back = matrices.get("W/Q0").times(matrices.get("W/m")).times(matrices.get("W/Q1").T());
    assertClose(back, mean, 1e-13);
  }

  @Test
  void normalizedDirectionsHaveARootMeanSquareOfOne() {
    Optimizer soap =
        given.start("soap", "normalize=true", "lr=1", "weight-decay=0", "bias-correction=false");
    soap.step(given);
    Matrix before = W().copy();
    soap.step(given);
    assertThat(W().minus(before).frobeniusNorm())
        .isCloseTo(Math.sqrt(15), org.assertj.core.api.Assertions.within(1e-12));
  }

  /**
   * A null vector is wrong by rounding times the condition, 1e-16 · 1e4, and m/ε a thousandfold.
   */
  @Test
  void columnsOfZerosDoNotMove() {
    Parameter p = new Parameter("W", Parameter.Kind.WEIGHT, 4, 6);
    GivenGradients one = new GivenGradients(p);
    Optimizer soap = one.start("soap", "frequency=2", "weight-decay=0", "epsilon=1e-3");
    Matrix before = p.value().copy();
    for (int t = 0; t < 8; t++) {
      soap.step(masked(one, p));
    }
    assertClose(p.value().slice(0, 4, 2, 4), before.slice(0, 4, 2, 4), 1e-10);
    assertThat(p.value().minus(before).frobeniusNorm()).isGreaterThan(1e-3);
  }

  private static dev.layerwise.optim.Objective masked(GivenGradients all, Parameter p) {
    return new dev.layerwise.optim.Objective() {
      @Override
      public java.util.List<Parameter> parameters() {
        return all.parameters();
      }

      @Override
      public double gradient() {
        double loss = all.gradient();
        for (int i = 0; i < 4; i++) {
          p.gradient().set(i, 2, 0);
          p.gradient().set(i, 3, 0);
        }
        return loss;
      }

      @Override
      public double loss() {
        return all.loss();
      }
    };
  }
}
