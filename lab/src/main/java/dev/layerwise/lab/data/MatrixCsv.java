package dev.layerwise.lab.data;

import dev.layerwise.lab.run.CsvRows;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.lab.run.WholeFile;
import dev.layerwise.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrices as CSV files: a row a line, numbers alone; a first line of names is left out. */
public final class MatrixCsv {
  private MatrixCsv() {}

  /**
   * Reads a matrix.
   *
   * @param file the file
   * @return its numbers, (rows, cols)
   * @throws InputException if it cannot be read, holds no numbers, has rows of different lengths,
   *     or something that is not a finite number; the message says which line
   */
  public static Matrix read(Path file) {
    CsvRows csv = new CsvRows(text(file));
    List<double[]> rows = new ArrayList<>();
    boolean first = true;
    while (csv.hasNext()) {
      int line = csv.line();
      List<String> fields = csv.next();
      boolean blank = fields.size() == 1 && fields.getFirst().isBlank();
      boolean names = first && fields.stream().allMatch(field -> parsed(field).isEmpty());
      if (!blank && !names) {
        rows.add(row(file, line, fields));
        if (rows.getLast().length != rows.getFirst().length) {
          throw new InputException(
              "%s, line %d has %d numbers; want %d, as the line before"
                  .formatted(file, line, rows.getLast().length, rows.getFirst().length));
        }
      }
      first &= blank;
    }
    if (rows.isEmpty()) {
      throw new InputException(file + " holds no numbers; want a row of the matrix a line");
    }
    return Matrix.of(rows.toArray(double[][]::new));
  }

  /**
   * Writes a matrix so that reading gives the same numbers.
   *
   * @param file the file
   * @param matrix (rows, cols)
   * @throws StorageException if that fails
   */
  public static void write(Path file, Matrix matrix) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.cols(); j++) {
        text.append(j == 0 ? "" : ",").append(matrix.get(i, j));
      }
      text.append('\n');
    }
    WholeFile.write(file, text.toString());
  }

  private static String text(Path file) {
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
  }

  private static double[] row(Path file, int line, List<String> fields) {
    double[] row = new double[fields.size()];
    for (int j = 0; j < row.length; j++) {
      String field = fields.get(j).strip();
      double value = parsed(field).orElse(Double.NaN);
      if (!Double.isFinite(value)) {
        throw new InputException(
            "%s, line %d, column %d holds '%s'; want a finite number"
                .formatted(file, line, j + 1, field));
      }
      row[j] = value;
    }
    return row;
  }

  private static Optional<Double> parsed(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
