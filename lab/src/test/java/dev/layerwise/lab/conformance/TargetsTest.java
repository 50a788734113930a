package dev.layerwise.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.conformance.GoldenRun.GoldenStep;
import dev.layerwise.lab.conformance.GoldenRun.ProblemText;
import dev.layerwise.lab.run.Json;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets are read from the problem's text, and believed if they give the recorded loss. */
final class TargetsTest {
  private static final String SPEC =
      "x[n,j](t) = n+j (3x2), y[n,k](t) = cos(0.4*(n+1)*(k+2) + 0.3*t) (3x2); tanh";
  private static final Matrix OUTPUTS = Matrix.of(new double[][] {{1, 0}, {0.5, 2}, {-1, 0.25}});

  @ParameterizedTest
  @ValueSource(
      strings = {
        "softmax cross-entropy, labels[n](t) = (n + t) mod 2",
        "softmax, labels (n+t)%2",
        "cross-entropy of class (n + t) % 2 (one-hot)"
      })
  void labelsFollowAFormulaWithARemainder(String loss) {
    Matrix expected = Matrix.of(new double[][] {{0, 1}, {1, 0}, {0, 1}}); // (n + 1) mod 2
    Targets targets = targets(loss, new SoftmaxCrossEntropy().value(OUTPUTS, expected));
    targets.choose(_ -> OUTPUTS, 1, 0);
    assertThat(targets.at(1).toRows()).isEqualTo(expected.toRows());
    assertThat(targets.at(2).toRows()).isEqualTo(new double[][] {{1, 0}, {0, 1}, {1, 0}});
  }

  @Test
  void withoutAFormulaTheyAreTheLargestOfY() {
    Matrix y = ClosedForm.of(SPEC, "y").at(1);
    Matrix largest = Matrix.generate(3, 2, (n, k) -> y.get(n, k) > y.get(n, 1 - k) ? 1 : 0);
    Targets targets =
        targets("softmax cross-entropy", new SoftmaxCrossEntropy().value(OUTPUTS, largest));
    targets.choose(_ -> OUTPUTS, 1, 0);
    assertThat(targets.at(1).toRows()).isEqualTo(largest.toRows());
  }

  @Test
  void targetsThatDoNotGiveTheRecordedLossAreRefused() {
    Targets targets = targets("softmax, labels (n+t)%2", 0.1);
    assertThatThrownBy(() -> targets.choose(_ -> OUTPUTS, 1, 0))
        .isInstanceOf(Unsupported.class)
        .hasMessage("problem_spec: a formula of the labels that gives the recorded loss");
  }

  @Test
  void theSquaredErrorTakesYAsItIs() {
    Targets targets = targets("squared error", 0.1);
    assertThat(targets.loss()).isEqualTo(new SquaredError());
    assertThat(targets.at(2).get(1, 1)).isEqualTo(Math.cos(0.4 * 2 * 3 + 0.3 * 2));
    assertThatThrownBy(() -> targets("hinge", 0)).hasMessage("loss 'hinge'");
  }

  private static Targets targets(String loss, double recorded) {
    Matrix W = Matrix.zeros(2, 2);
    Tensor tensor = new Tensor(List.of(2, 2), W);
    GoldenRun run =
        new GoldenRun(
            "torch.optim.SGD",
            "float64",
            new ProblemText("net", SPEC, ""),
            new Place(Path.of("run.json"), "hyper", Json.object()),
            Map.of("W1", tensor),
            List.of(
                new GoldenStep(
                    Optional.empty(), Map.of(), OptionalDouble.of(recorded), Optional.empty())));
    return Targets.of(run, new Training(t -> t, t -> t, loss, 0));
  }
}
