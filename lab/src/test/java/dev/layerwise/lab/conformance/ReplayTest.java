package dev.layerwise.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.lab.conformance.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our optimizers against what the references did. All files of another folder are replayed if the
 * environment variable {@code LAYERWISE_GOLDEN} names one.
 */
final class ReplayTest {
  static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path dir;

  static List<Path> files() throws IOException {
    return json(GOLDEN);
  }

  private static List<Path> json(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void weDoWhatTheReferenceDid(Path file) {
    assertPasses(file);
  }

  /** Settings that no recorded run has, computed from the references' equations. */
  static List<Path> variants() throws IOException {
    return json(Path.of("src/test/resources/variants"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void weDoWhatTheEquationsSay(Path file) {
    assertPasses(file);
  }

  @Test
  void weDoWhatTheReferencesDidInAFolderOfTheUsers() throws IOException {
    String folder = System.getenv("LAYERWISE_GOLDEN");
    assumeTrue(folder != null, "LAYERWISE_GOLDEN names no folder");
    for (Path file : json(Path.of(folder))) {
      assertPasses(file);
    }
  }

  private static void assertPasses(Path file) {
    Verdict verdict = Replay.of(file);
    assertThat(verdict.outcome()).as("%s", verdict).isIn(Outcome.PASS, Outcome.NOT_A_RUN);
  }

  @Test
  void valuesOfSingleFunctionsAreNotARun() {
    Verdict verdict = Replay.of(GOLDEN.resolve("muon_newton_schulz.json"));
    assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_A_RUN);
    assertThat(verdict.missing()).isEqualTo("values of single functions, for unit tests");
  }

  @Test
  void aDeviationAboveTheToleranceFails() throws IOException {
    // 1.12e-9 away, in one entry of one step
    Verdict verdict =
        changed("torch_sgd_nesterov_open", "0.2686560152762131", "0.2686560163962131");
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.deviation()).isBetween(1.119e-9, 1.121e-9);
    assertThat(verdict.tolerance()).isEqualTo(1e-9);
    assertThat(verdict.steps()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          torch.optim.SGD  | torch.optim.Rprop | optimizer 'torch.optim.Rprop'
          "lr":0.1         | "lr":0.1,"cats":2 | hyper.cats = 2
          "lr":0.1         | "lr":"high"       | hyper.lr = "high"
          "lr":0.1         | "lr":0.1,"nesterov":2 | hyper.nesterov = 2
          "lr":0.1         | "lr":-1           | lr=-1.0: want a number of at least 0.0, or a schedule
          "float64"        | "float16"         | dtype 'float16'
          "problem":"net"  | "problem":"rnn"   | problem 'rnn'
          sin(0.9*(n+1)    | sinh(0.9*(n+1)    | problem_spec: the formula's function 'sinh' is not known
          0.5*t) (8x3)     | 0.5*t) (8)        | problem_spec: the sizes of x
          sin(0.9*(n+1)    | sin(0.9*(m+1)     | problem_spec: the formula's 'm' is not known
          h = tanh(x       | h = sin(x         | problem_spec: a nonlinearity other than tanh
          "loss":1.7106652 | "loss":1.7206652  | problem_spec as it is read here gives a loss of 1.7106652847662964 at the first step, and the file records 1.7206652847662964
          """)
  void whatIsNotSupportedIsNamed(String known, String unknown, String missing) throws IOException {
    Verdict verdict = changed("torch_sgd_net", known, unknown);
    assertThat(verdict.missing()).isEqualTo(missing);
    assertThat(verdict.outcome()).isEqualTo(Outcome.UNSUPPORTED);
  }

  @Test
  void gradientsThatAreNotOursAreAnotherProblem() throws IOException {
    String text = Files.readString(GOLDEN.resolve("torch_sgd_net.json"));
    int gradient = text.indexOf("\"grads\":{\"W2\":[[") + "\"grads\":{\"W2\":[[".length();
    Path file = dir.resolve("changed.json");
    Files.writeString(file, text.substring(0, gradient) + "9" + text.substring(gradient));
    assertThat(Replay.of(file).missing())
        .isEqualTo(
            "problem_spec as it is read here gives another gradient of W2 at the first step than"
                + " the file records");
  }

  private Verdict changed(String name, String from, String to) throws IOException {
    String text = Files.readString(GOLDEN.resolve(name + ".json"));
    assertThat(text.contains(from)).as("%s is in %s", from, name).isTrue();
    Path file = dir.resolve(name + ".json");
    int first = text.indexOf(from);
    Files.writeString(file, text.substring(0, first) + to + text.substring(first + from.length()));
    return Replay.of(file);
  }
}
