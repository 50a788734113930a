package dev.layerwise.lab.report;

import java.util.Arrays;
import java.util.List;

/**
 * How a curve looks, everywhere. Colour, dash and marker differ together, so that curves can be
 * told apart without seeing colours.
 *
 * @param light colour on a light background, as {@code #rrggbb}
 * @param dark the same hue on a dark background
 * @param dash the line's dashes
 * @param marker the shape of its points
 * @param width the line's width in pixels
 */
record Style(String light, String dark, Dash dash, Marker marker, double width) {

  /** Dashes, as lengths of strokes and gaps in pixels. */
  enum Dash {
    SOLID(""),
    DASHED("7 3.5"),
    DOTTED("2 3"),
    DASH_DOT("8 3 2 3"),
    SHORT("4 2.5");

    private final String lengths;

    Dash(String lengths) {
      this.lengths = lengths;
    }

    List<Double> lengths() {
      return numbers(lengths);
    }
  }

  /** Marker shapes: corners in the square from −1 to 1, or none for a circle. */
  enum Marker {
    CIRCLE(""),
    SQUARE("-0.85 -0.85 0.85 -0.85 0.85 0.85 -0.85 0.85"),
    TRIANGLE("0 -1.05 1.05 0.85 -1.05 0.85"),
    DIAMOND("0 -1.25 1.05 0 0 1.25 -1.05 0"),
    DOWN("0 1.05 1.05 -0.85 -1.05 -0.85"),
    CROSS(
        "-1 -0.55 -0.55 -1 0 -0.45 0.55 -1 1 -0.55 0.45 0"
            + " 1 0.55 0.55 1 0 0.45 -0.55 1 -1 0.55 -0.45 0"),
    PENTAGON("0 -1.1 1.05 -0.34 0.65 0.89 -0.65 0.89 -1.05 -0.34");

    private final String corners;

    Marker(String corners) {
      this.corners = corners;
    }

    /** Returns abscissa and ordinate of each corner in turn. */
    List<Double> corners() {
      return numbers(corners);
    }

    /** Returns the outline in the path language of SVG. */
    String path() {
      return corners.isEmpty()
          ? "M-0.95 0a0.95 0.95 0 1 0 1.9 0a0.95 0.95 0 1 0 -1.9 0Z"
          : "M" + corners + "Z"; // further pairs after a move are lines
    }
  }

  private static List<Double> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Double::valueOf).toList();
  }
}
