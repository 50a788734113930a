package dev.layerwise.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.run.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sentence for everything that can be wrong with a file. */
final class GoldenReaderTest {
  private static final String GOOD =
      """
      {"schema": "layerwise-golden/1", "optimizer": "torch.optim.SGD", "dtype": "float64",
       "problem": "open", "problem_spec": "", "hyper": {"lr": 0.5},
       "initial": {"P": [[1, 2, 3], [4, 5, 6]]},
       "steps": [{"t": 1, "grads": {"P": [[2, 2, 2], [2, 2, 2]]},
                  "params": {"P": [[0, 1, 2], [3, 4, 5]]}}]}
      """;

  @TempDir Path dir;

  @Test
  void laterDimensionsVaryFasterAlongARow() throws IOException {
    GoldenRun run =
        GoldenReader.read(
                write(
                    GOOD.replace("[[1, 2, 3], [4, 5, 6]]", "[[[1, 2], [3, 4]]]")
                        .replace("[[2, 2, 2], [2, 2, 2]]", "[[[2, 2], [2, 2]]]")
                        .replace("[[0, 1, 2], [3, 4, 5]]", "[[[0, 1], [2, 3]]]")))
            .orElseThrow();
    assertThat(run.initial().get("P").shape()).containsExactly(1, 2, 2);
    assertThat(run.initial().get("P").values().toRows()).isEqualTo(new double[][] {{1, 2, 3, 4}});
  }

  @Test
  void aRunOfOneStepIsReplayed() throws IOException {
    Verdict verdict = Replay.of(write(GOOD));
    assertThat(verdict.deviation()).isZero();
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.PASS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          layerwise-golden/1    | layerwise-golden/2 | field 'schema' is "layerwise-golden/2"; want "layerwise-golden/1"
          "schema"              | "scheme"     | field 'schema' is missing; want "layerwise-golden/1"
          "optimizer"           | "optimiser"  | field 'optimizer' is missing; want the reference's name
          "hyper": {"lr": 0.5}, | ""           | not JSON at line 3, column
          "hyper"               | "hyped"      | field 'hyper' is missing; want an object of hyperparameters
          {"lr": 0.5}           | [0.5]        | field 'hyper' is a list of 1; want an object of hyperparameters
          "dtype"               | "type"       | field 'dtype' is missing; want a type such as "float64"
          "problem":            | "trouble":   | field 'problem' is missing; want "open", "net" or "conv"
          "open"                | 3            | field 'problem' is 3; want a text
          "problem_spec"        | "spec"       | field 'problem_spec' is missing; want the problem's formulas
          "initial": {"P": [[1, 2, 3], [4, 5, 6]]} | "initial": {} | field 'initial' is an object; want at least one tensor
          [4, 5, 6]             | [4, 5]       | field 'initial.P[1]' is a list of 2; want a list of 3, as the others of this tensor
          [4, 5, 6]             | [4, "x", 6]  | field 'initial.P[1][1]' is "x"; want a number
          [[1, 2, 3], [4, 5, 6]] | 7           | field 'initial.P' is 7; want nested lists of numbers
          "steps": [            | "stops": [   | field 'steps' is missing; want a list of steps
          "t": 1                | "t": 2       | field 'steps[0].t' is 2; want 1, for steps come one after the other
          "t": 1                | "t": 100000000000000000000 | field 'steps[0].t' is 100000000000000000000; want a whole number
          "t": 1                | "t": 1.5     | field 'steps[0].t' is 1.5; want a whole number
          "params"              | "parameters" | field 'steps[0].params' is missing; want the parameters after the step
          [[0, 1, 2], [3, 4, 5]] | [[0, 1]]    | field 'steps[0].params.P' has shape [1, 2]; want [2, 3] as in 'initial'
          "params": {"P"        | "params": {"Q": [1], "P" | field 'steps[0].params.Q' is a list of 1; want no parameter that 'initial' lacks
          "grads": {"P"         | "grads": {"Q" | field 'steps[0].grads.P' is missing; want a tensor of shape [2, 3]
          """)
  void whatIsWrongIsOneSentence(String right, String wrong, String sentence) throws IOException {
    assertThat(GOOD).contains(right);
    Path file = write(GOOD.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
    assertThatThrownBy(() -> GoldenReader.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": " + sentence)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void aFileCutShortIsNotJson() throws IOException {
    Path file = write(GOOD.substring(0, GOOD.length() / 2));
    assertThatThrownBy(() -> GoldenReader.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": not JSON at line 3, column ")
        .hasMessageEndingWith(
            " (Unexpected end-of-input in property name); want a whole file of schema"
                + " layerwise-golden/1");
    Path open = write("[1");
    assertThatThrownBy(() -> GoldenReader.read(open))
        .hasMessageEndingWith(
            " (Unexpected end-of-input: expected close marker for Array); want a whole file of"
                + " schema layerwise-golden/1");
    Path text = write("hello");
    assertThatThrownBy(() -> GoldenReader.read(text))
        .hasMessageEndingWith(
            " (Unrecognized token 'hello'); want a whole file of schema layerwise-golden/1");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() throws IOException {
    assertThat(GoldenReader.read(write('\uFEFF' + GOOD))).isPresent();
  }

  @Test
  void aListOrNothingIsNoRun() throws IOException {
    Path list = write("[1]");
    assertThatThrownBy(() -> GoldenReader.read(list))
        .hasMessage(
            list + ": the whole is a list of 1; want an object of schema layerwise-golden/1");
    Path empty = write("");
    assertThatThrownBy(() -> GoldenReader.read(empty))
        .hasMessage(empty + ": the whole is empty; want an object of schema layerwise-golden/1");
    Path bytes = Files.write(dir.resolve("b.json"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> GoldenReader.read(bytes))
        .hasMessage(bytes + ": not UTF-8; want JSON of schema layerwise-golden/1");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("run.json"), text);
  }
}
