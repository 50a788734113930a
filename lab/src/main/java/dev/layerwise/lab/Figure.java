package dev.layerwise.lab;

import java.util.List;

/**
 * A figure: panels side by side, as the paper lays them out.
 *
 * @param title the figure's title
 * @param caption one or two sentences under the figure
 * @param panels the panels, from left to right
 */
public record Figure(String title, String caption, List<Panel> panels) {
  /** Copies the list. */
  public Figure {
    panels = List.copyOf(panels);
  }

  /** One set of axes. */
  public sealed interface Panel {
    /**
     * Returns the panel's heading.
     *
     * @return the heading
     */
    String title();
  }

  /**
   * Lines over an abscissa.
   *
   * @param title the heading
   * @param x the horizontal axis
   * @param y the vertical axis
   * @param curves what is drawn, in the legend's order
   */
  public record LinePanel(String title, Axis x, Axis y, List<Curve> curves) implements Panel {
    /** Copies the list. */
    public LinePanel {
      curves = List.copyOf(curves);
    }
  }

  /**
   * A grid of values: a colour for each cell, and the number in it. Columns are the abscissas that
   * the rows have, rows from the bottom up.
   *
   * @param title the heading
   * @param x what the columns are, with its unit if it has one
   * @param y what the rows are, with its unit if it has one
   * @param value what the colour shows, with its unit if it has one
   * @param rows the rows, from the bottom up
   * @param columns what the columns are called, the i-th, from 0, at abscissa i; none if they are
   *     numbers
   * @param shading what the colours and the numbers say
   */
  public record HeatMapPanel(
      String title,
      String x,
      String y,
      String value,
      List<Row> rows,
      List<String> columns,
      Shading shading)
      implements Panel {
    /** Copies the lists. */
    public HeatMapPanel {
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
    }

    /** Columns that are numbers, colours from the least value to the greatest. */
    public HeatMapPanel(String title, String x, String y, String value, List<Row> rows) {
      this(title, x, y, value, rows, List.of(), new Shading.Spread());
    }
  }

  /** What the colours and the numbers of a heat map say. */
  public sealed interface Shading {
    /** Colours from the least value of the panel to the greatest; the numbers are the values. */
    record Spread() implements Shading {}

    /**
     * Values are log₁₀ of what is to be small. The number in a cell is the factor by which it is
     * above the least of its row, the colour how many decades that is.
     *
     * @param decades where the colours end, above 0; beyond, only the number tells
     */
    record BehindBest(double decades) implements Shading {
      /**
       * Checks the number.
       *
       * @throws IllegalArgumentException if it is not above 0
       */
      public BehindBest {
        if (!(decades > 0)) {
          throw new IllegalArgumentException(
              "colours that end after " + decades + " decades; want more than 0");
        }
      }
    }
  }

  /**
   * A row of a heat map: the mean over seeds at each abscissa of a series.
   *
   * @param label what the row is, such as {@code 0.01}
   * @param panel the panel's name in {@code series.csv}
   * @param series the series' name in {@code series.csv}
   */
  public record Row(String label, String panel, String series) {}

  /**
   * Stacked bars, one a category, made of the same parts.
   *
   * @param title the heading
   * @param value what the length shows, with its unit if it has one
   * @param categories the bars' labels; the values of the i-th, from 0, are at abscissa i
   * @param parts the parts, from left to right: the mean over seeds of a series
   */
  public record BarPanel(String title, String value, List<String> categories, List<Measured> parts)
      implements Panel {
    /** Copies the lists. */
    public BarPanel {
      categories = List.copyOf(categories);
      parts = List.copyOf(parts);
    }
  }

  /**
   * An axis.
   *
   * @param label what it shows, with its unit if it has one
   * @param spacing linear or logarithmic at first sight; the reader may switch
   */
  public record Axis(String label, Spacing spacing) {}

  /** How an axis spaces its values. */
  public enum Spacing {
    /** Equal differences, equal lengths. */
    LINEAR,
    /** Equal ratios, equal lengths; values that are not positive are left out. */
    LOG
  }

  /** A line of a panel. */
  public sealed interface Curve {
    /**
     * Returns what the legend says.
     *
     * @return the label
     */
    String label();
  }

  /** How measured points are drawn. */
  public enum Look {
    /** A line through the centre over seeds, and a band from the smallest to the largest. */
    LINE,
    /**
     * The centre over seeds as a point, a standard deviation each way as a bar: on top of theory.
     */
    POINTS
  }

  /**
   * Measured points.
   *
   * @param panel the panel's name in {@code series.csv}
   * @param series the series' name in {@code series.csv}
   * @param label what the legend says
   * @param look how they are drawn
   */
  public record Measured(String panel, String series, String label, Look look) implements Curve {
    /**
     * Makes a line.
     *
     * @param panel the panel's name in {@code series.csv}
     * @param series the series' name in {@code series.csv}
     * @param label what the legend says
     */
    public Measured(String panel, String series, String label) {
      this(panel, series, label, Look.LINE);
    }

    /**
     * Makes points with error bars, labelled with their series' name.
     *
     * @param panel the panel's name in {@code series.csv}
     * @param series the series' name in {@code series.csv}
     */
    public static Measured points(String panel, String series) {
      return new Measured(panel, series, series, Look.POINTS);
    }

    /**
     * Makes a line labelled with its series' name.
     *
     * @param panel the panel's name in {@code series.csv}
     * @param series the series' name in {@code series.csv}
     */
    public Measured(String panel, String series) {
      this(panel, series, series);
    }
  }

  /**
   * A bound or a prediction of the theory: a dashed line.
   *
   * @param label what the legend says
   * @param x abscissas
   * @param y values
   */
  public record Reference(String label, List<Double> x, List<Double> y) implements Curve {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public Reference {
      if (x.size() != y.size()) {
        throw new IllegalArgumentException(
            "reference curve '" + label + "': " + x.size() + " abscissas, " + y.size() + " values");
      }
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }
}
