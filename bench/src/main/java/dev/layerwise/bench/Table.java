package dev.layerwise.bench;

import java.util.List;

/**
 * A table for the terminal and for a Markdown page.
 *
 * @param title what it shows
 * @param columns the heads of the columns
 * @param rows the rows, as many cells each as there are columns
 * @param note how it was measured
 */
record Table(String title, List<String> columns, List<List<String>> rows, String note) {
  Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Table: a row has %d cells, want %d: %s".formatted(row.size(), columns.size(), row));
      }
    }
  }

  /** Markdown whose columns also line up as plain text. */
  String markdown() {
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    line(text, columns);
    line(text, columns.stream().map(column -> "---").toList());
    rows.forEach(row -> line(text, row));
    return text.append('\n').append(note).append('\n').toString();
  }

  private void line(StringBuilder text, List<String> cells) {
    for (int j = 0; j < cells.size(); j++) {
      String cell = cells.get(j);
      text.append("| ").append(cell).append(" ".repeat(width(j) - cell.length() + 1));
    }
    text.append("|\n");
  }

  private int width(int column) {
    int width = Math.max(3, columns.get(column).length());
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
