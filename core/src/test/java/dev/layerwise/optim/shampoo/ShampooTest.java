package dev.layerwise.optim.shampoo;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShampooTest {
  private static final String[] PLAIN = {
    "lr=0.1",
    "beta1=0",
    "beta2=1",
    "epsilon=0",
    "frequency=1",
    "start=1",
    "graft=none",
    "exponents=",
    "target-dims=2"
  };

  private final GivenGradients given = GivenGradients.ofAllOrders();

  private Matrix W() {
    return given.parameters.getFirst().value();
  }

  /** G₁ = diag(1, 2), G₂ = diag(2, 1): L = R = diag(1, 4), then diag(5, 5). */
  @Test
  void twoStepsAreThoseComputedByHand() {
    Parameter p = new Parameter("W", Parameter.Kind.WEIGHT, 2, 2);
    GivenGradients one = new GivenGradients(p);
    p.value().fill(0);
    Optimizer shampoo = one.start("shampoo", PLAIN);
    shampoo.step(fixed(p, Matrix.diagonal(1, 2)));
    assertClose(p.value(), Matrix.diagonal(-0.1, -0.1), 1e-15); // g / (g²)^(1/4)²
    shampoo.step(fixed(p, Matrix.diagonal(2, 1)));
    double root = Math.sqrt(5);
    assertClose(p.value(), Matrix.diagonal(-0.1 - 0.2 / root, -0.1 - 0.1 / root), 1e-15);
    Matrix L = SavedState.of(shampoo::state).matrices().get("W/L0");
    assertClose(L, Matrix.diagonal(5, 5), 1e-15);
  }

  private static Objective fixed(Parameter p, Matrix G) {
    return new Objective() {
      @Override
      public List<Parameter> parameters() {
        return List.of(p);
      }

      @Override
      public double gradient() {
        p.gradient().setTo(G);
        return 0;
      }

      @Override
      public double loss() {
        return 0;
      }
    };
  }

  @Test
  void aMatrixIsMultipliedByInverseFourthRootsOnBothSides() {
    Matrix before = W().copy();
    Matrix G = given.gradient(given.parameters.getFirst());
    String[] said = PLAIN.clone();
    said[3] = "epsilon=0.01";
    given.start("shampoo", said).step(given);
    Matrix P = SymmetricEigen.of(G.times(G.T()).plusDiagonal(0.01)).apply(x -> Math.pow(x, -0.25));
    Matrix Q = SymmetricEigen.of(G.T().times(G).plusDiagonal(0.01)).apply(x -> Math.pow(x, -0.25));
    assertClose(W(), before.minus(P.times(G).times(Q).times(0.1)), 1e-13);
  }

  @Test
  void everyComputationGivesTheSameRoots() {
    Matrix[] results = new Matrix[4];
    String[] ways = {
      "computation=eigen",
      "computation=coupled-newton iterations=200 tolerance=1e-13",
      "computation=higher-order iterations=100",
      "computation=qr iterations=3000 tolerance=1e-8"
    };
    for (int i = 0; i < ways.length; i++) {
      GivenGradients same = GivenGradients.ofAllOrders();
      String all = String.join(" ", PLAIN).replace("epsilon=0", "epsilon=0.01") + " " + ways[i];
      Optimizer shampoo =
          same.start(
              "shampoo", all.replace("exponents= ", "").concat(" exponents=").split(" ", -1));
      for (int t = 0; t < 3; t++) {
        shampoo.step(same);
      }
      results[i] = same.parameters.getLast().value();
      assertClose(results[i], results[0], 1e-7);
    }
  }

  /** Grafting X, with no preconditioner yet, is X. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adagrad", "rmsprop", "adam"})
  void beforeItsStartItIsTheGraft(String graft) {
    Optimizer shampoo =
        given.start(
            "shampoo",
            "lr=0.1",
            "beta1=0.9",
            "graft=" + graft,
            "graft-beta2=0.9",
            "graft-epsilon=1e-3",
            "start=1000",
            "bias-correction=true");
    Matrix expected = W().copy();
    Matrix m = Matrix.zeros(5, 3);
    Matrix D = Matrix.zeros(5, 3);
    for (int t = 1; t <= 4; t++) {
      Matrix G = given.gradient(given.parameters.getFirst());
      shampoo.step(given);
      m = m.times(0.9).plus(G.times(0.1));
      Matrix f = m.times(1 / (1 - Math.pow(0.9, t)));
      Matrix G2 = G.hadamard(G);
      D = graft.equals("adagrad") ? D.plus(G2) : D.times(0.9).plus(G2.times(0.1));
      double correction = graft.equals("adam") ? 1 - Math.pow(0.9, t) : 1;
      Matrix scale = D.map(d -> 1 / (Math.sqrt(d / correction) + 1e-3));
      expected.plusInPlace(-0.1, graft.equals("sgd") ? f : f.hadamard(scale));
      assertClose(W(), expected, 1e-14);
    }
  }

  @Test
  void graftingGivesEachBlockTheLengthOfTheGraft() {
    Optimizer shampoo =
        given.start(
            "shampoo", "lr=1", "beta1=0", "graft=sgd", "start=1", "max-dim=3", "exponents=");
    Matrix before = W().copy();
    Matrix G = given.gradient(given.parameters.getFirst());
    shampoo.step(given);
    Matrix moved = W().minus(before);
    double top = moved.slice(0, 3, 0, 3).frobeniusNorm();
    double bottom = moved.slice(3, 5, 0, 3).frobeniusNorm();
    assertThat(top).isCloseTo(G.slice(0, 3, 0, 3).frobeniusNorm(), within());
    assertThat(bottom).isCloseTo(G.slice(3, 5, 0, 3).frobeniusNorm(), within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }

  /** Without a basis, the corrected eigenvalues are Adam's second moments. */
  @Test
  void eigenvalueCorrectedWithEveryDimensionUntouchedIsAdam() {
    Optimizer shampoo =
        given.start(
            "soap-ds",
            "lr=0.1",
            "beta1=0.9",
            "beta2=0.99",
            "epsilon=1e-3",
            "untouched=1.0=1 2.0=1 2.1=1");
    Matrix expected = W().copy();
    Matrix m = Matrix.zeros(5, 3);
    Matrix v = Matrix.zeros(5, 3);
    for (int t = 1; t <= 4; t++) {
      Matrix G = given.gradient(given.parameters.getFirst());
      shampoo.step(given);
      m = m.times(0.9).plus(G.times(0.1));
      v = v.times(0.99).plus(G.hadamard(G).times(0.01));
      double one = 1 - Math.pow(0.9, t);
      double two = 1 - Math.pow(0.99, t);
      Matrix scale = v.map(x -> 1 / (Math.sqrt(x / two) + 1e-3));
      expected.plusInPlace(-0.1 / one, m.hadamard(scale));
      assertClose(W(), expected, 1e-13);
    }
  }

  @Test
  void weightDecayHasFourKinds() {
    double[] factor = {1, 0.1 / 0.4, 1 / 0.4};
    String[] kinds = {"decoupled", "corrected", "independent"};
    for (int i = 0; i < kinds.length; i++) {
      GivenGradients plain = GivenGradients.ofAllOrders();
      GivenGradients decayed = GivenGradients.ofAllOrders();
      plain.start("shampoo", "lr=0.1").step(plain);
      Matrix before = decayed.parameters.getFirst().value().copy();
      decayed
          .start("shampoo", "lr=0.1", "weight-decay=0.2", "peak-lr=0.4", "decay=" + kinds[i])
          .step(decayed);
      assertClose(
          decayed.parameters.getFirst().value(),
          plain.parameters.getFirst().value().minus(before.times(0.1 * 0.2 * factor[i])),
          1e-14);
    }
    GivenGradients l2 = GivenGradients.ofAllOrders();
    Parameter W = l2.parameters.getFirst();
    Matrix expected = W.value().copy();
    expected.plusInPlace(-0.1, l2.gradient(W).plus(expected.times(0.2)));
    l2.start("shampoo", "lr=0.1", "weight-decay=0.2", "decay=l2", "beta1=0", "graft=sgd", "start=9")
        .step(l2);
    assertClose(W.value(), expected, 1e-14);
  }

  /** With μₓ = 0 and μ_y = 1, W moves to Z − …: averaging with μₓ = 1, μ_y = 0 is plain descent. */
  @Test
  void primalAveragingWithoutAveragesIsPlainDescent() {
    GivenGradients plain = GivenGradients.ofAllOrders();
    Optimizer one = plain.start("shampoo", "lr=0.1", "weight-decay=0");
    Optimizer other =
        given.start("shampoo", "lr=0.1", "averaging=true", "average-x=1", "average-y=0");
    for (int t = 0; t < 5; t++) {
      one.step(plain);
      other.step(given);
    }
    assertClose(W(), plain.parameters.getFirst().value(), 1e-13);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shampoo",
        "shampoo kind=kl graft=rmsprop max-dim=2",
        "shampoo computation=qr momentum=0.9 beta3=0.5",
        "shampoo averaging=true kind=eigendecomposed",
        "soap-ds",
        "soap-ds computation=eigen target-dims=4",
        "soap frequency=2",
        "soap frequency=2 merge-dims=true max-dim=6 momentum=0.5",
        "soap precondition-1d=true normalize=true frequency=3"
      })
  void stoppedAndResumedItIsBitwiseTheUninterruptedRun(String text) {
    String[] words = text.split(" ", -1);
    String[] said = java.util.Arrays.copyOfRange(words, 1, words.length);
    if (words[0].startsWith("sh")) {
      said = java.util.Arrays.copyOf(said, said.length + 2);
      said[said.length - 2] = "start=2";
      said[said.length - 1] = "frequency=2";
    }
    Optimizer whole = given.start(words[0], said);
    for (int t = 0; t < 5; t++) {
      whole.step(given);
    }
    GivenGradients later = GivenGradients.ofAllOrders();
    for (int i = 0; i < later.parameters.size(); i++) {
      later.parameters.get(i).value().setTo(given.parameters.get(i).value());
    }
    Optimizer resumed = later.at(5).start(words[0], said);
    SavedState.of(whole::state).restore(resumed::state);
    for (int t = 0; t < 5; t++) {
      whole.step(given);
      resumed.step(later);
    }
    for (int i = 0; i < later.parameters.size(); i++) {
      assertThat(later.parameters.get(i).value().toRows())
          .isDeepEqualTo(given.parameters.get(i).value().toRows());
    }
  }

  @Test
  void aFactorThatCannotBeDecomposedKeepsItsRootUntilItHasFailedTooOften() {
    Parameter p = new Parameter("W", Parameter.Kind.WEIGHT, 3, 2);
    GivenGradients one = new GivenGradients(p);
    String[] said = {
      "beta1=0", "start=1", "frequency=1", "tolerated-failures=2", "graft=none", "exponents="
    };
    Optimizer shampoo = one.start("shampoo", said);
    shampoo.step(one);
    Matrix root = SavedState.of(shampoo::state).matrices().get("W/root0");
    one.broken(true);
    shampoo.step(one);
    shampoo.step(one);
    SavedState state = SavedState.of(shampoo::state);
    assertThat(state.matrices().get("W/root0").toRows()).isDeepEqualTo(root.toRows());
    assertThat(state.wholes().get("W/factor0/failures")).isEqualTo(2);
    assertThatThrownBy(() -> shampoo.step(one))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Shampoo: W, block 0, dimension 0: failed 3 times in a row, last: Eigenbasis (3×3): an"
                + " entry is not finite; check what it was computed from");
  }

  @Test
  void settingsThatDoNotGoTogetherAreRejected() {
    assertThatThrownBy(() -> given.start("soap-ds", "computation=coupled-newton"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "computation=coupled-newton: gives roots and no eigenvectors, which"
                + " kind=eigenvalue-corrected needs; want eigen or qr");
    assertThatThrownBy(() -> given.start("shampoo", "exponents=2:0=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "exponents=2:0=1: want entries ORDER=VALUE or ORDER.DIM=VALUE, dimensions from 0, such"
                + " as 1=0 2.0=0.5");
    assertThatThrownBy(
            () -> given.start("shampoo", "computation=coupled-newton", "exponents=2=0.75"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "computation=coupled-newton: takes roots 1/p alone, and the exponent is 0.75; want"
                + " computation=higher-order or eigen");
    assertThatThrownBy(
            () -> given.start("shampoo", "computation=higher-order", "exponents=2=0.70710678"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "exponent 0.70710678 is no fraction with a denominator up to 64; want"
                + " computation=eigen");
  }
}
