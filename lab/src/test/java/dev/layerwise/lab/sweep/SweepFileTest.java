package dev.layerwise.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SweepFileTest {
  private static final String SMALL =
      """
      sweep: small
      title: Two methods
      task: {name: quadratic, covariance: half}
      steps: 40
      record: [loss, distance]
      methods:
        - {name: gn, label: "GN⁻¹", lr: [0.1, 0.2]}
        - {name: adam, diagonal: squared-gradients, power: -0.5, lr: 0.05, tune: [lr, beta2]}
      seeds: {evaluation: 0..2, tuning: [10, 11, 12]}
      plots:
        - {x: lr, y: distance, x-axis: log}
      """;

  private static Trainings parse(String yaml) {
    return (Trainings) SweepFile.parse("f.yaml", yaml, List.of());
  }

  @Test
  void whatIsNotSaidHasADefault() {
    Trainings sweep = parse(SMALL);
    assertThat(sweep.scale()).isEqualTo(Scale.PAPER);
    assertThat(sweep.seeds()).isEqualTo(new Seeds(List.of(0L, 1L, 2L), List.of(10L, 11L, 12L)));
    Panel panel = sweep.panels().getFirst();
    assertThat(panel.title()).isEqualTo("Two methods");
    assertThat(panel.budget()).isEqualTo(new Budget(40, 2, List.of("loss", "distance")));
    Method gn = panel.methods().getFirst();
    assertThat(gn.settings().get("lr")).containsExactly("0.1", "0.2");
    assertThat(gn.settings().get("diagonal")).containsExactly("gauss-newton");
    assertThat(gn.swept()).containsExactly("lr");
    assertThat(panel.methods().getLast().tune()).containsExactly("lr", "beta2");
    assertThat(sweep.plots().getFirst())
        .isEqualTo(
            new Plot("Two methods", "", "lr", "distance", List.of(), Spacing.LOG, Spacing.LOG));
  }

  @Test
  void aPrintedSweepIsReadBackEqual() {
    Trainings sweep = parse(SMALL);
    assertThat(parse(SweepText.of(sweep))).isEqualTo(sweep);
  }

  @Test
  void textsOfEveryKindAreReadBackEqual() {
    String odd = "a: \"b\" \\ # {c}, [d]\n- e ½ ⁻¹ 'f'\ttrue";
    Trainings sweep = parse(SMALL);
    for (String text : List.of(odd, "true", "no", "1e3", "", "null", "-", "0x1F", "2001-01-01")) {
      Trainings other =
          new Trainings(
              sweep.id(),
              new Heading(text, text, text, text),
              Scale.QUICK,
              sweep.seeds(),
              sweep.panels(),
              sweep.plots());
      assertThat(parse(SweepText.of(other))).isEqualTo(other);
    }
  }

  @Test
  void panelsTakeFromTheTopWhatTheyDoNotSay() {
    Trainings sweep =
        parse(
            """
            sweep: two
            task: quadratic
            steps: 10
            lr: 0.01
            seeds: {evaluation: 3}
            methods: [{name: gn}, {name: sgd, power: 0}]
            panels:
              - {name: a, power: -0.5}
              - name: b
                steps: 20
                methods: [{name: gn, lr: 0.02}]
            """);
    Panel a = sweep.panels().getFirst();
    assertThat(a.methods().getFirst().settings().get("power")).containsExactly("-0.5");
    assertThat(a.methods().getLast().settings().get("power")).containsExactly("0");
    Panel b = sweep.panels().getLast();
    assertThat(b.budget().steps()).isEqualTo(20);
    assertThat(b.methods().getFirst().settings().get("lr")).containsExactly("0.02");
    assertThat(sweep.seeds().evaluation()).containsExactly(3L);
  }

  @Test
  void equalNumbersAreEqualHoweverTheyAreWritten() {
    assertThat(parse(SMALL.replace("[0.1, 0.2]", "[1e-1, .20]"))).isEqualTo(parse(SMALL));
    assertThat(Grid.of(MethodSettings.all(), Map.of("lr", List.of("0.00010"))).get("lr"))
        .containsExactly("1e-4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps: 40 | stps: 40 | line 4, column 1: there is no key 'stps' in the sweep; did you mean"
            + " steps?",
        "lr: 0.05 | lrr: 0.05 | line 8, column 60: there is no key 'lrr' in a method; did you mean"
            + " lr?",
        "covariance: half | covarianc: half | line 3, column 25: there is no key 'covarianc' in the"
            + " task quadratic; did you mean covariance?",
        "name: quadratic | name: quadratik | line 3, column 14: there is no task 'quadratik'; did"
            + " you mean quadratic?; there are quadratic, logistic, parity, staircase, teacher,"
            + " selection, data",
        "covariance: half | covariance: whole | line 3, column 37: covariance=whole: want one of"
            + " blocks, half, one, random",
        "steps: 40 | steps: many | line 4, column 8: steps is 'many'; want a whole number of at"
            + " least 1",
        "steps: 40 | steps: [1, 2] | line 4, column 8: steps is a list; want a single value",
        "steps: 40 | 'steps: 40\n"
            + "steps: 50' | line 5, column 1: the key 'steps' of the sweep is given twice",
        "'[0.1, 0.2]' | '[]' | line 7, column 35: the list of 'lr' is empty; want at least one"
            + " value",
        "'[0.1, 0.2]' | '[0.1, 0.10]' | line 7, column 41: the list of 'lr' has 0.1 twice",
        "lr: 0.05 | lr: -0.05 | line 8, column 64: lr=-0.05: want a number of at least 0.0, or a"
            + " schedule",
        "lr: 0.05 | lr: 0 | line 8, column 64: lr=0: want a number above 0",
        "power: -0.5 | power: half | line 8, column 54: power=half: 'half' is not a number",
        "power: -0.5 | power: -2 | line 8, column 54: power=-2: want a number from -1.0 to 0.0",
        "'tune: [lr, beta2]' | 'tune: [power]' | line 8, column 77: 'power' cannot be tuned; want"
            + " some of lr, alpha, beta2, schedule",
        "'[10, 11, 12]' | '[1, 11, 12]' | line 9, column 8: seed 1 is for tuning and for"
            + " evaluation; want tuning seeds apart from evaluation seeds",
        "'[10, 11, 12]' | '[10, 11]' | line 1, column 1: methods are tuned on 2 seeds; want at"
            + " least 3 tuning seeds",
        "evaluation: 0..2 | evaluation: 2..0 | line 9, column 21: seeds 2..0; want FIRST..LAST,"
            + " ascending",
        "evaluation: 0..2 | evaluation: -1 | line 9, column 21: evaluation seed '-1'; want a whole"
            + " number from 0, or a range as 0..9",
        "'record: [loss, distance]' | 'record: [los]' | line 5, column 10: quadratic has no"
            + " quantity 'los'; did you mean expected-loss or loss?",
        "y: distance | y: accuracy | line 11, column 16: there is no recorded quantity 'accuracy'",
        "x: lr | x: alpha | line 11, column 9: there is no abscissa 'alpha'",
        "x-axis: log | x-axis: lg | line 11, column 34: x-axis is 'lg'; want linear or log",
        "name: adam | name: a dam | line 8, column 12: name is 'a dam'; want letters, digits, '.',"
            + " '+', '_' or '-'",
        "name: adam | name: gn | line 7, column 3: panel 'all' has two methods of the name 'gn'",
        "'steps: 40' | '\tsteps: 40' | line 4, column 1: this is not YAML: a tab; indent with"
            + " spaces",
        "'[0.1, 0.2]' | '[0.1, 0.2' | line 7, column 44: this is not YAML: ",
        "'record: [loss' | 'record: [expected-loss' | line 8, column 5: expected-loss is exact for"
            + " a fixed preconditioner alone;",
        "'lr: 0.05' | 'lr: 0.05, batch: 0' | line 8, column 77: batch=0: want a whole number of at"
            + " least 1, or population",
        "'lr: 0.05' | 'lr: 0.05, schedule: halve' | line 8, column 80: schedule=halve: want"
            + " constant, halve/K with a whole K, or eighths",
        "'lr: 0.05' | 'lr: 0.05, basis: kronecker' | line 8, column 5: the parameters of quadratic"
            + " are a vector, which has no Kronecker basis;",
        "'sweep: small' | 'scale: quick' | line 1, column 1: the key 'sweep' of the file is"
            + " missing",
      })
  void whatIsWrongIsSaidWithItsPlace(String before, String after, String message) {
    String yaml = SMALL.replace(before, after);
    assertThat(yaml).isNotEqualTo(SMALL);
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.yaml, " + message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void filesThatAreNoSweepAreRefused() {
    assertThatThrownBy(() -> parse("")).hasMessage("f.yaml is empty; see layerwise sweep --help");
    assertThatThrownBy(() -> parse("[1, 2]"))
        .hasMessage(
            "f.yaml, line 1, column 1: the sweep is a list; want keys with values, as in key:"
                + " value");
    assertThatThrownBy(() -> parse("study: lemas\nsweep: x\nseeds: {evaluation: 1}"))
        .hasMessageStartingWith("f.yaml, line 1, column 8: there is no study 'lemas'");
  }
}
