package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticTaskTest {
  private static final int[] FIVE = {3, 0, 4, 1, 2};

  @ParameterizedTest
  @EnumSource(SyntheticTask.class)
  void aTaskIsAFunctionOfItsParameters(SyntheticTask task) {
    Data one = task.data(task.label());
    assertThat(one.training().hash()).isEqualTo(task.data(task.label()).training().hash());
    assertThat(one.training().hash())
        .isNotEqualTo(task.data(task.label() + ":seed=1").training().hash());
    assertThat(one.test().orElseThrow().count()).isEqualTo(one.training().count() / 5);
  }

  @Test
  void parametersAreHeeded() {
    DataSet blobs = open("blobs:classes=3,features=7,examples=11").training();
    assertThat(blobs.count()).isEqualTo(11);
    assertThat(blobs.shape().size()).isEqualTo(7);
    assertThat(blobs.targets().outputs()).isEqualTo(3);
    assertThat(open("teacher:outputs=2").training().targets().outputs()).isEqualTo(2);
  }

  @Test
  void parityIsTheProductOfTheFirstSigns() {
    DataSet set = open("parity:bits=2,features=5,examples=40").training();
    int[] labels = ((Targets.Classes) set.targets()).labels();
    for (int i = 0; i < set.count(); i++) {
      double product = set.inputs().get(i, 0) * set.inputs().get(i, 1);
      assertThat(labels[i]).isEqualTo(product < 0 ? 1 : 0);
    }
    assertThat(labels).contains(0, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blobs:clases=3 | --data blobs:clases=3: there is no parameter 'clases'; there are classes=4, features=20, spread=1, examples=2000, seed=0
          blobs:classes=1 | --data blobs:classes=1: classes=1; want a whole number of at least 2
          blobs:spread=-1 | --data blobs:spread=-1: spread=-1; want a number of at least 0
          blobs:classes | --data blobs:classes: 'classes' is not name=value, as in blobs:classes=3,features=10
          parity:bits=9,features=8 | --data parity:bits=9,features=8: bits=9 of features=8; want at most as many
          blob | --data blob: there is no such folder or file, and no task of that name; tasks are blobs, spirals, teacher, parity
          """)
  void aWrongSpecificationIsOneSentence(String spec, String sentence) {
    assertThatThrownBy(() -> open(spec)).hasMessage(sentence);
  }

  @Test
  void theSplitIsDisjointAndKeepsEveryExample() {
    Data data = open("blobs:examples=50");
    Data split = data.split(0.2, Integer.MAX_VALUE, Rng.of(0));
    assertThat(split.training().count()).isEqualTo(40);
    assertThat(split.validation().orElseThrow().count()).isEqualTo(10);
    assertThat(split.watchedName()).isEqualTo("validation");
    double sum = sum(split.training().inputs()) + sum(split.validation().orElseThrow().inputs());
    // Sums of 1000 numbers below 10 in another order: 1000 roundings of at most 1e4 · 2⁻⁵³.
    assertThat(sum).isCloseTo(sum(data.training().inputs()), offset(2e-9));
    assertThat(data.split(0.2, 7, Rng.of(0)).training().count()).isEqualTo(7);
    assertThatThrownBy(() -> data.split(0.001, 7, Rng.of(0)))
        .hasMessage("a share of 0.001 of 50 examples leaves 50 to train on and 0 to validate");
  }

  @Test
  void standardizedTrainingInputsHaveMeanZeroAndDeviationOne() {
    Inputs inputs = new Inputs.Reals(new double[] {1, 5, 2, 5, 3, 5, 4, 5, 10, 5}, 2);
    Matrix X = Matrix.zeros(5, 2);
    inputs.gather(FIVE, 0, Standardization.fit(inputs, Standardization.Kind.FEATURE), X);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < 5; i++) {
      mean += X.get(i, 0) / 5;
      square += X.get(i, 0) * X.get(i, 0) / 5;
      assertThat(X.get(i, 1)).isZero(); // a constant feature is moved, not scaled
    }
    assertThat(mean).isCloseTo(0, offset(1e-15));
    assertThat(square).isCloseTo(1, offset(1e-15));
    assertThat(X.get(2, 0)).isPositive(); // row 4 holds the 10
    inputs.gather(FIVE, 0, Standardization.fit(inputs, Standardization.Kind.GLOBAL), X);
    assertThat(X.sum()).isCloseTo(0, offset(1e-14));
    inputs.gather(FIVE, 0, Standardization.none(), X);
    assertThat(X.get(0, 0)).isEqualTo(4);
  }

  private static double sum(Inputs inputs) {
    double sum = 0;
    for (int i = 0; i < inputs.count(); i++) {
      for (int j = 0; j < inputs.features(); j++) {
        sum += inputs.get(i, j);
      }
    }
    return sum;
  }

  private static Data open(String spec) {
    return DataSource.open(spec, new DataSource.TableOptions(Optional.empty(), false));
  }
}
