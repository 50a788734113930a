package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Figure.Spacing;
import java.util.List;

/**
 * A figure: a quantity against steps, or its last value against a swept setting; one set of axes
 * for each panel.
 *
 * @param title the figure's title
 * @param caption one or two sentences under it
 * @param x {@code step}, or a setting that is swept
 * @param y a recorded quantity
 * @param panels the names of the panels, from left to right; all if empty
 * @param xSpacing how the abscissa is spaced
 * @param ySpacing how the ordinate is spaced
 */
public record Plot(
    String title,
    String caption,
    String x,
    String y,
    List<String> panels,
    Spacing xSpacing,
    Spacing ySpacing) {
  /** The abscissa of steps. */
  public static final String STEP = "step";

  /** Copies the list. */
  public Plot {
    panels = List.copyOf(panels);
  }
}
