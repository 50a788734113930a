package dev.layerwise.lab.data;

import dev.layerwise.lab.run.CsvRows;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.nn.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A CSV file: a header, then an example a line; one column is the label, the others are numeric
 * features. Labels are classes, sorted as numbers if all are whole numbers and else as texts; or
 * numbers to be learned, where that is asked for.
 */
final class CsvTable {
  private final Path file;
  private final List<String> header;
  private final int label;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();

  private CsvTable(Path file, String text, String labelColumn) {
    this.file = file;
    CsvRows csv = new CsvRows(text.startsWith("\uFEFF") ? text.substring(1) : text);
    if (!csv.hasNext()) {
      throw new InputException(file + " is empty; want a header and an example a line");
    }
    header = csv.next().stream().map(String::strip).toList();
    requireDistinct();
    label = header.indexOf(labelColumn);
    if (label < 0) {
      throw new InputException(
          "%s, line 1: there is no column '%s' for --label; there are %s"
              .formatted(file, labelColumn, String.join(", ", header)));
    }
    if (header.size() < 2) {
      throw new InputException(
          "%s, line 1: the label is the only column; want features beside it".formatted(file));
    }
    while (csv.hasNext()) {
      int line = csv.line();
      List<String> row = csv.next();
      if (row.size() == 1 && row.getFirst().isBlank()) {
        continue;
      }
      if (row.size() != header.size()) {
        throw new InputException(
            "%s, line %d has %d fields; want %d, as the header"
                .formatted(file, line, row.size(), header.size()));
      }
      rows.add(row);
      lines.add(line);
    }
    if (rows.isEmpty()) {
      throw new InputException(file + " has a header and no examples; want an example a line");
    }
  }

  private void requireDistinct() {
    Set<String> seen = new HashSet<>();
    for (String column : header) {
      if (!seen.add(column)) {
        throw new InputException(
            "%s, line 1: two columns are called '%s'; want different names"
                .formatted(file, column));
      }
    }
  }

  static Data read(Path file, String name, Optional<String> labelColumn, boolean regression) {
    String column =
        labelColumn.orElseThrow(() ->
            new InputException(
                file + " is a table; say which column is to be learned: --label COLUMN"));
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
    CsvTable table = new CsvTable(file, text, column);
    int d = table.header.size() - 1;
    DataSet all =
        new DataSet(
            Shape.of(d),
            new Inputs.Reals(table.features(), d),
            regression ? table.values() : table.classes());
    return new Data(name, all, Optional.empty());
  }

  private double[] features() {
    int d = header.size() - 1;
    double[] features = new double[Math.multiplyExact(rows.size(), d)];
    int k = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < header.size(); j++) {
        if (j != label) {
          features[k++] = number(i, j);
        }
      }
    }
    return features;
  }

  private Targets.Values values() {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(i, label);
    }
    return new Targets.Values(values, 1);
  }

  private Targets.Classes classes() {
    List<String> words = new ArrayList<>();
    boolean numbers = true;
    for (int i = 0; i < rows.size(); i++) {
      words.add(present(i, label));
      numbers &= parsed(words.get(i)).isPresent();
    }
    // Whole numbers are the same class however they are written: 1 and 1.0.
    Map<String, Integer> places = new TreeMap<>();
    Comparator<String> order =
        numbers ? Comparator.comparing(Long::valueOf) : Comparator.naturalOrder();
    for (int i = 0; i < words.size(); i++) {
      words.set(i, numbers ? wholeNumber(i, words.get(i)) : words.get(i));
      places.put(words.get(i), 0);
    }
    List<String> names = places.keySet().stream().sorted(order).toList();
    for (int c = 0; c < names.size(); c++) {
      places.put(names.get(c), c);
    }
    if (names.size() < 2) {
      throw new InputException(
          "%s: every label in column '%s' is '%s'; want at least two classes"
              .formatted(file, header.get(label), names.getFirst()));
    }
    return new Targets.Classes(words.stream().mapToInt(places::get).toArray(), names);
  }

  private String wholeNumber(int i, String text) {
    double value = Double.parseDouble(text);
    if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
      throw new InputException(
          "%s holds %s, which names no class; add --regression to learn it as a number"
              .formatted(place(i, label), text));
    }
    return Long.toString((long) value);
  }

  private String present(int i, int j) {
    String text = rows.get(i).get(j).strip();
    if (text.isEmpty()) {
      throw new InputException(
          place(i, j) + ": the value is missing; want " + (j == label ? "a label" : "a number"));
    }
    if (text.equalsIgnoreCase("nan")) {
      throw new InputException(place(i, j) + " holds '" + text + "'; want a finite number");
    }
    return text;
  }

  private double number(int i, int j) {
    String text = present(i, j);
    double value =
        parsed(text)
            .orElseThrow(
                () -> new InputException(place(i, j) + " holds '" + text + "'; want a number"));
    if (!Double.isFinite(value)) {
      throw new InputException(place(i, j) + " holds '" + text + "'; want a finite number");
    }
    return value;
  }

  private static Optional<Double> parsed(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private String place(int i, int j) {
    return "%s, line %d, column '%s'".formatted(file, lines.get(i), header.get(j));
  }
}
