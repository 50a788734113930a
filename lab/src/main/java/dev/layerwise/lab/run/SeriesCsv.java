package dev.layerwise.lab.run;

import dev.layerwise.lab.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code series.csv}: one row a point, RFC 4180 with line feeds, numbers in the shortest form that
 * reads back as the same double.
 */
final class SeriesCsv {
  static final String HEADER = "panel,series,seed,x,y";

  private SeriesCsv() {}

  static String encode(List<Point> points) {
    StringBuilder csv = new StringBuilder(64 * (points.size() + 1)).append(HEADER).append('\n');
    for (Point p : points) {
      csv.append(quoted(p.panel()))
          .append(',')
          .append(quoted(p.series()))
          .append(',')
          .append(p.seed())
          .append(',')
          .append(p.x())
          .append(',')
          .append(p.y())
          .append('\n');
    }
    return csv.toString();
  }

  /**
   * Reads points.
   *
   * @throws IllegalArgumentException if the text is not such a table; the message names the line
   */
  static List<Point> decode(String csv) {
    List<Point> points = new ArrayList<>();
    CsvRows fields = new CsvRows(csv);
    if (!String.join(",", fields.next()).equals(HEADER)) {
      throw new IllegalArgumentException("line 1 is not the header " + HEADER);
    }
    while (fields.hasNext()) {
      int line = fields.line();
      List<String> row = fields.next();
      if (row.size() != 5) {
        throw new IllegalArgumentException(
            "line " + line + " has " + row.size() + " fields, not 5");
      }
      try {
        points.add(
            new Point(
                row.get(0),
                row.get(1),
                Long.parseLong(row.get(2)),
                Double.parseDouble(row.get(3)),
                Double.parseDouble(row.get(4))));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "line " + line + " holds something else where a number must be: " + row, e);
      }
    }
    return points;
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
