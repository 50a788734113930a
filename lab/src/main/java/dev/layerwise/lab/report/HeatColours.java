package dev.layerwise.lab.report;

import java.awt.Color;
import java.util.List;

/**
 * The colours of heat maps, from the least value to the greatest: dark to light, so that they can
 * be read in grey. Source: five stops of the colour map viridis.
 */
final class HeatColours {
  /** The stops, at equal distances. */
  static final List<String> STOPS = List.of("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725");

  /** Relative luminance above which dark ink is read more easily than white. */
  private static final double LIGHT = 0.36;

  private HeatColours() {}

  /** The colour of a value whose place between least and greatest is from 0 to 1. */
  static Color at(double place) {
    double position = Math.clamp(place, 0, 1) * (STOPS.size() - 1);
    int below = Math.min((int) position, STOPS.size() - 2);
    Color a = Color.decode(STOPS.get(below));
    Color b = Color.decode(STOPS.get(below + 1));
    double t = position - below;
    return new Color(
        mixed(a.getRed(), b.getRed(), t),
        mixed(a.getGreen(), b.getGreen(), t),
        mixed(a.getBlue(), b.getBlue(), t));
  }

  private static int mixed(int a, int b, double t) {
    return (int) Math.round(a + t * (b - a));
  }

  /** The ink for a number on a colour. */
  static Color inkOn(Color colour) {
    double luminance =
        (0.2126 * colour.getRed() + 0.7152 * colour.getGreen() + 0.0722 * colour.getBlue()) / 255;
    return luminance > LIGHT ? PanelPlot.INK : Color.WHITE;
  }
}
