package dev.layerwise.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What references print of their configurations, and the formulas of the problems. */
final class ConfigurationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Adam(epsilon=1e-08, beta2=0.99, drop=False) | {"class":"Adam","epsilon":1.0E-8,"beta2":0.99,"drop":false}
          A(b=C(d=None, e=''), f={})         | {"class":"A","b":{"class":"C","d":null,"e":""},"f":{}}
          {2: {0: 0.5, 1: 0.0}, 1: 0.0}      | {"2":{"0":0.5,"1":0.0},"1":0.0}
          {1: [0]}                           | {"1":[0]}
          (1, -2.5, .5,)                     | [1,-2.5,0.5]
          <WeightDecayType.L2: 'L2'>         | "WeightDecayType.L2"
          <class 'a.b.Block'>                | "a.b.Block"
          torch.float64                      | "torch.float64"
          Config()                           | {"class":"Config"}
          True                               | true
          """)
  void aConfigurationIsReadAsJson(String python, String json) {
    assertThat(PythonRepr.parse(python).toString()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A(", "A(b)", "A(b=)", "{1: 2", "[1 2]", "A() B()", "{1}", "?"})
  void whatIsNoConfigurationIsRefused(String python) {
    assertThatThrownBy(() -> PythonRepr.parse(python))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" of '" + python + "': want ");
  }

  @Test
  void everyHyperparameterMustBeRead() {
    Hyper hyper = hyper(Map.of("lr", 0.1, "graft", "SGD(scale=2)", "momentum", 0.9));
    assertThat(hyper.number("lr")).isEqualTo(0.1);
    Hyper graft = hyper.config("graft").orElseThrow();
    assertThat(graft.type()).isEqualTo("SGD");
    assertThatThrownBy(graft::done)
        .isInstanceOf(Unsupported.class)
        .hasMessage("hyper.graft.scale = 2");
    assertThatThrownBy(hyper::done).hasMessage("hyper.momentum = 0.9");
    assertThat(hyper.number("momentum", 0)).isEqualTo(0.9);
    hyper.done();
  }

  @Test
  void defaultsStandInForWhatIsMissingOrNone() {
    Hyper hyper = hyper(Map.of("graft", "None", "betas", java.util.List.of(0.9, 1)));
    assertThat(hyper.config("graft")).isEmpty();
    assertThat(hyper.number("eps", 1e-8)).isEqualTo(1e-8);
    assertThat(hyper.flag("nesterov", true)).isTrue();
    assertThat(hyper.pair("betas", 0.5, 0.5)).isEqualTo(new Hyper.Pair(0.9, 1));
    assertThatThrownBy(() -> hyper.number("lr"))
        .hasMessage("run.json: field 'hyper.lr' is missing; want a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"L2", "l2", "WeightDecayType.L2", "<WeightDecayType.L2: 'L2'>"})
  void anEnumerationsValueIsItsName(String python) {
    assertThat(hyper(Map.of("type", python)).word("type", "none")).isEqualTo("l2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "math.nan"})
  void whatIsNotANumberIsAFaultOfTheFile(String nan) {
    assertThatThrownBy(() -> hyper(Map.of("lr", nan)).number("lr"))
        .isInstanceOf(InputException.class)
        .hasMessage("run.json: field 'hyper.lr' is \"" + nan + "\"; want a number");
    assertThatThrownBy(() -> hyper(Map.of("lr", Double.NaN)).number("lr", 1))
        .isInstanceOf(InputException.class);
  }

  @Test
  void aWholeNumberBeyondTheDoublesIsInfinite() {
    assertThat(hyper(Map.of("most", BigInteger.TEN.pow(400))).number("most")).isInfinite();
    assertThat(hyper(Map.of("most", BigInteger.TEN.pow(20))).number("most")).isEqualTo(1e20);
  }

  private static Hyper hyper(Map<String, Object> values) {
    return new Hyper(new Place(Path.of("run.json"), "hyper", Json.tree(values)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 + 2*3 - 4/2                | 5
          (n + 3*t) mod 6 of t         | 5
          (n + 3*t) % 6, and so on     | 5
          (3n + 2t) mod 6 (one-hot)    | 0
          2sin(0) + 1 (8x3)            | 1
          2^3^0 + 2**2                 | 6
          -n^2                         | -4
          sin(0)+cos(0.0) (8x3)        | 1
          0.5*sqrt(4) - tanh(0) - flat | 1
          1e-3*1000                    | 1
          """)
  void aFormulaEndsWhereTheSentenceGoesOn(String text, double value) {
    // n = 2, t = 3
    assertThat(Formula.read(text, 0).at(Map.of("n", 2.0, "t", 3.0))).isEqualTo(value);
  }

  @Test
  void aClosedFormIsATensorOfItsIndices() {
    ClosedForm form = ClosedForm.of("y = 1; x[n,c,i](t)=100*n+10*c+i + 0.5*t (2x3x2), z", "x");
    assertThat(form.at(2).toRows())
        .isEqualTo(new double[][] {{1, 2, 11, 12, 21, 22}, {101, 102, 111, 112, 121, 122}});
    assertThatThrownBy(() -> ClosedForm.of("x = 1", "x"))
        .isInstanceOf(Unsupported.class)
        .hasMessage("problem_spec: a formula of x");
  }
}
