package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrices in files. */
final class MatrixCsvTest {
  @TempDir Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("x.csv"), text);
  }

  @Test
  void whatIsWrittenIsReadAgainToTheLastBit() {
    Matrix A = Matrix.of(new double[][] {{1.0 / 3, -1e-300, 0}, {Math.PI, 7, 1e22}});
    Path file = dir.resolve("a.csv");
    MatrixCsv.write(file, A);
    assertThat(MatrixCsv.read(file).toRows()).isDeepEqualTo(A.toRows());
  }

  @Test
  void namesAndBlankLinesAreLeftOut() throws IOException {
    assertThat(MatrixCsv.read(file("\uFEFFa, b\r\n\r\n1, 2\r\n3,4\r\n\r\n")).toRows())
        .isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    assertThat(MatrixCsv.read(file("\n5")).toRows()).isDeepEqualTo(new double[][] {{5}});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,2;3            | , line 2 has 1 numbers; want 2, as the line before
          1,2;3,x          | , line 2, column 2 holds 'x'; want a finite number
          1,x;3,4          | , line 1, column 2 holds 'x'; want a finite number
          1,2;3,           | , line 2, column 2 holds ''; want a finite number
          1,NaN            | , line 1, column 2 holds 'NaN'; want a finite number
          1;Infinity       | , line 2, column 1 holds 'Infinity'; want a finite number
          a,b              | ' holds no numbers; want a row of the matrix a line'
          """)
  void wrongFilesAreSentences(String lines, String sentence) throws IOException {
    Path file = file(lines.replace(";", "\n"));
    assertThatThrownBy(() -> MatrixCsv.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + sentence);
  }

  @Test
  void unreadableFilesAreSentences() throws IOException {
    Path nowhere = dir.resolve("nowhere.csv");
    assertThatThrownBy(() -> MatrixCsv.read(nowhere))
        .hasMessage("cannot read " + nowhere + ": no such file or folder");
    Path latin = Files.write(dir.resolve("l"), "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> MatrixCsv.read(latin)).hasMessage(latin + " is not UTF-8 text");
  }
}
