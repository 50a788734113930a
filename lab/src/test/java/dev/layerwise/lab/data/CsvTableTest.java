package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.run.InputException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {
  @TempDir Path dir;

  @Test
  void theLabelIsAnyColumnAndTheOthersAreFeatures() {
    DataSet set = read("a,kind,b\n1,dog,2.5\n-3e2,cat,\" 4\"\r\n\n5,dog,6\n", "kind", false);
    assertThat(set.inputs()).isInstanceOf(Inputs.Reals.class);
    assertThat(((Inputs.Reals) set.inputs()).values()).containsExactly(1, 2.5, -300, 4, 5, 6);
    Targets.Classes classes = (Targets.Classes) set.targets();
    assertThat(classes.names()).containsExactly("cat", "dog");
    assertThat(classes.labels()).containsExactly(1, 0, 1);
  }

  @Test
  void wholeNumbersAreClassesInTheirOrderHoweverWritten() {
    DataSet set = read("a,y\n1,10\n2,9\n3,10.0\n", "y", false);
    Targets.Classes classes = (Targets.Classes) set.targets();
    assertThat(classes.names()).containsExactly("9", "10");
    assertThat(classes.labels()).containsExactly(1, 0, 1);
  }

  @Test
  void regressionLearnsTheNumber() {
    DataSet set = read("a,y\n1,0.5\n2,-1\n", "y", true);
    assertThat(((Targets.Values) set.targets()).values()).containsExactly(0.5, -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,y;1,0;,1 | , line 3, column 'a': the value is missing; want a number
          a,y;1,0;2,' ' | , line 3, column 'y': the value is missing; want a label
          a,y;1,0;NaN,1 | , line 3, column 'a' holds 'NaN'; want a finite number
          a,y;1,0;Infinity,1 | , line 3, column 'a' holds 'Infinity'; want a finite number
          a,y;1,0;;two,1 | , line 4, column 'a' holds 'two'; want a number
          a,y;1,0;2 | , line 3 has 1 fields; want 2, as the header
          a,y;1,0;2,1,3 | , line 3 has 3 fields; want 2, as the header
          a,y;1,0.5;2,1 | , line 2, column 'y' holds 0.5, which names no class; add --regression to learn it as a number
          a,y;1,1;2,1 | : every label in column 'y' is '1'; want at least two classes
          a,b;1,1 | , line 1: there is no column 'y' for --label; there are a, b
          a,a,y;1,1,1 | , line 1: two columns are called 'a'; want different names
          y;1 | , line 1: the label is the only column; want features beside it
          a,y | has a header and no examples; want an example a line
          """)
  void aWrongTableIsOneSentenceWithLineAndColumn(String table, String sentence) {
    String text = table.replace("' '", " ").replace(';', '\n') + "\n";
    assertThatThrownBy(() -> read(text, "y", false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.csv")
        .hasMessageContaining(sentence);
  }

  @Test
  void anEmptyFileATableWithoutLabelAndANumberThatIsNoneAreSaidSo() {
    assertThatThrownBy(() -> read("", "y", false))
        .hasMessageEndingWith("data.csv is empty; want a header and an example a line");
    assertThatThrownBy(() -> read("a,y\n1,x\n", "y", true))
        .hasMessageEndingWith("data.csv, line 2, column 'y' holds 'x'; want a number");
    Path file = dir.resolve("data.csv");
    assertThatThrownBy(() ->
            DataSource.open(file.toString(), new DataSource.TableOptions(Optional.empty(), false)))
        .hasMessage(file + " is a table; say which column is to be learned: --label COLUMN");
    assertThatThrownBy(
            () -> DataSource.open("blobs", new DataSource.TableOptions(Optional.of("y"), false)))
        .hasMessage("--label and --regression are for CSV files, and --data blobs is none");
  }

  private DataSet read(String text, String label, boolean regression) {
    Path file = TinyFiles.write(dir.resolve("data.csv"), text);
    return DataSource.open(
            file.toString(), new DataSource.TableOptions(Optional.of(label), regression))
        .training();
  }
}
