package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {
  private static Network network() {
    Network network =
        Network.of(
            Shape.of(4),
            new Layer.Linear(4, 6),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(6, 3));
    Rng rng = Rng.of(5);
    network.parameters().forEach(p -> p.value().fillInPlace(rng::fillGaussian).timesInPlace(0.3));
    return network;
  }

  private static Groups parse(String text) {
    return Groups.parse(text, Recipes.all());
  }

  private static Optimizer start(String text, Network network) {
    return parse(text).start(Recipe.Target.of(network));
  }

  private static double[] trained(Optimizer optimizer, Network network) {
    NetworkObjective objective =
        new NetworkObjective(network, new SquaredError(), 7, Rng.of(2))
            .on(
                Matrix.generate(7, 4, (n, j) -> Math.sin(n + 2.0 * j)),
                Matrix.generate(7, 3, (n, k) -> Math.cos(n - 3.0 * k)));
    for (int t = 0; t < 9; t++) {
      optimizer.step(objective);
    }
    List<Double> all = new ArrayList<>();
    network
        .parameters()
        .forEach(p -> {
          for (double x : p.value().toColumnMajor()) {
            all.add(x);
          }
        });
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] trained(String text) {
    Network network = network();
    return trained(start(text, network), network);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          adam(lr=0.02)                                       | matrix:adam(lr=0.02); vector:adam(lr=0.02)
          weight:sgd(lr=0.1);*:adam                           | vector : adam ; *:sgd( lr = 0.1 )
          0.weight,0.bias:lion;*:adam                         | 2.*:adam;*:lion
          muon                                                | matrix:muon;*:adam(lr=3e-4,beta2=0.95,eps=1e-10)
          matrix:muon(lr=linear(0.1,0,9));*:sgd               | bias:sgd;weight,kernel:muon(lr=linear(0.1,0,9))
          """)
  void groupsThatSelectTheSameTrainTheSame(String one, String other) {
    assertThat(trained(one)).containsExactly(trained(other));
  }

  @Test
  void theFirstGroupThatSelectsAParameterTrainsIt() {
    assertThat(trained("*.bias:sgd;0.*:lion;*:adam"))
        .containsExactly(trained("0.weight:lion;weight:adam;*:sgd"))
        .isNotEqualTo(trained("0.*:lion;*.bias:sgd;*:adam"));
  }

  @Test
  void oneGroupOfAllIsTheMethodItself() {
    Network network = network();
    double[] alone = trained(Recipes.named("adam").start(network, Map.of("lr", "0.02")), network);
    assertThat(trained("*:adam(lr=0.02)")).containsExactly(alone);
  }

  @Test
  void theGradientIsComputedOnceForAllGroups() {
    Network network = network();
    int[] calls = {0};
    Optimizer optimizer = start("weight:muon;*:adam", network);
    optimizer.step(
        new GivenGradients(
            network.parameters(),
            all -> {
              calls[0]++;
              return 0;
            }));
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void stateAndTimeAndReportAreThoseOfAllGroups() {
    Network network = network();
    Optimizer optimizer = start("weight:muon;*:adam(diagnostics=true)", network);
    trained(optimizer, network);
    assertThat(SavedState.of(optimizer::state).matrices().keySet())
        .contains("group 0/muon/0.weight/m", "group 1/2.bias/v");
    List<String> names = new ArrayList<>();
    optimizer.report((name, value) -> names.add(name));
    assertThat(names).contains("group 0/muon/learning rate", "group 1/alignment");
    assertThat(optimizer.phases().elapsedNanos().get(Phases.Phase.UPDATE)).isPositive();
    assertThat(optimizer.phases().elapsedNanos().get(Phases.Phase.FORWARD_BACKWARD)).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          weight:mun;*:adam        | there is no optimizer 'mun'; did you mean muon?; there are sgd,
          weight:muon;             | 'weight:muon;': an empty group; want groups such as matrix:muon; *:adam(lr=3e-4)
          weight:muon:sgd          | 'weight:muon:sgd': more than one colon; want selectors:method, and ';' between groups
          adam(0.1)                | adam: '0.1' is not name=value; want settings such as lr=0.1
          adam(beta=0.1)           | adam: there is no setting 'beta'; did you mean
          adam(lr=-1)              | adam: lr=-1: want a number of at least 0.0, or a schedule
          adam(lr=0.1              | 'adam(lr=0.1': parentheses do not match; want as many ')' as '('
          weight,:adam             | an empty selector; want a kind such as weight, matrix, vector, or a name such as 0.*
          """)
  void whatCannotBeReadIsToldWhatToWrite(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everyParameterNeedsAGroupAndEveryGroupAParameter() {
    assertThatThrownBy(() -> start("weight:muon", network()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no group selects the parameter 0.bias; want a last group *:method for all others");
    assertThatThrownBy(() -> start("kernel:muon;*:adam", network()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the group kernel:muon has no parameters; want selectors of [0.weight, 0.bias,"
                + " 2.weight, 2.bias] that no earlier group takes");
  }

  @Test
  void aSecondGradientInAStepIsRefused() {
    Network network = network();
    GroupObjective group = new GroupObjective(network.parameters());
    group.at(new GivenGradients(network.parameters(), all -> 0), 3);
    assertThat(group.gradient()).isEqualTo(3);
    assertThatThrownBy(group::gradient)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "parameter groups share one gradient a step, and a method asks for another; let that"
                + " method train all parameters");
  }
}
