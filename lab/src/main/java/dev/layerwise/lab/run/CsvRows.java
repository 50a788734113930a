package dev.layerwise.lab.run;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into rows of fields, as RFC 4180 says; lines may end with line feeds alone. */
public final class CsvRows {
  private final String text;
  private int at;
  private int line = 1;

  /**
   * Starts at the first row.
   *
   * @param text the whole table
   */
  public CsvRows(String text) {
    this.text = text;
  }

  /** Whether there is another row. */
  public boolean hasNext() {
    return at < text.length();
  }

  /** The line that the next row starts in, from 1. */
  public int line() {
    return line;
  }

  /** The fields of the next row. */
  public List<String> next() {
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inQuotes = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      line += c == '\n' ? 1 : 0;
      if (c == '"' && inQuotes && at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else if (c == '"') {
        inQuotes = !inQuotes;
      } else if (c == ',' && !inQuotes) {
        row.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' && !inQuotes) {
        break;
      } else if (c != '\r' || inQuotes) {
        field.append(c);
      }
    }
    row.add(field.toString());
    return row;
  }
}
