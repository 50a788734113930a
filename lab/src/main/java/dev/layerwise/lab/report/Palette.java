package dev.layerwise.lab.report;

import static java.util.Map.entry;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.report.Style.Dash;
import dev.layerwise.lab.report.Style.Marker;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * One look for each name, the same in every figure and experiment. A name that is not listed gets a
 * look from its letters alone; two names of one figure that would look the same are told apart in
 * the order of the legend.
 */
final class Palette {
  private static final double THIN = 1.8;
  private static final double STRONG = 2.8;

  private static final Map<String, Style> KNOWN =
      Map.ofEntries(
          entry("KFAC", new Style("#c81e3a", "#ff6b7d", Dash.SOLID, Marker.CIRCLE, STRONG)),
          entry("K-FAC", new Style("#c81e3a", "#ff6b7d", Dash.SOLID, Marker.CIRCLE, STRONG)),
          entry("KFAC, λ_G → 0", new Style("#c81e3a", "#ff6b7d", Dash.SOLID, Marker.SQUARE, THIN)),
          entry(
              "KFAC, λ_G = λ⋆", new Style("#0c8065", "#3cc6a2", Dash.SOLID, Marker.TRIANGLE, THIN)),
          entry("FOOF", new Style("#8a5a2b", "#d3a06c", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("EKFAC", new Style("#bf3f84", "#f58cc0", Dash.SOLID, Marker.PENTAGON, THIN)),
          entry("Shampoo", new Style("#0c8065", "#3cc6a2", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("SOAP", new Style("#0b6bb3", "#5ab0f0", Dash.SOLID, Marker.TRIANGLE, THIN)),
          entry("Muon", new Style("#7438b5", "#b78bf0", Dash.SOLID, Marker.DOWN, THIN)),
          entry("AdamW", new Style("#8f7a00", "#dcc23c", Dash.DASHED, Marker.DIAMOND, THIN)),
          entry(
              "forward/backward", new Style("#667085", "#a9b2c3", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("statistics", new Style("#0b6bb3", "#5ab0f0", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("decomposition", new Style("#c81e3a", "#ff6b7d", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("update", new Style("#0c8065", "#3cc6a2", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("DFW", new Style("#0b6bb3", "#5ab0f0", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("AMGD", new Style("#0c8065", "#3cc6a2", Dash.SOLID, Marker.TRIANGLE, THIN)),
          entry("SGD", new Style("#667085", "#a9b2c3", Dash.SOLID, Marker.CROSS, THIN)),
          entry("Adam", new Style("#b86e00", "#f0a92e", Dash.SOLID, Marker.DIAMOND, THIN)),
          entry("GN⁻¹", new Style("#0b6bb3", "#5ab0f0", Dash.SOLID, Marker.CIRCLE, STRONG)),
          entry("GN⁻½", new Style("#0c8065", "#3cc6a2", Dash.SOLID, Marker.SQUARE, THIN)),
          entry("NGD", new Style("#7438b5", "#b78bf0", Dash.SOLID, Marker.DOWN, THIN)),
          entry("NGD@1e-2", new Style("#a44fcf", "#d9a3f7", Dash.DASHED, Marker.DOWN, THIN)),
          entry("MinMin", new Style("#1b8fb8", "#67d3f2", Dash.DASH_DOT, Marker.PENTAGON, THIN)),
          entry("AMGD-noO", new Style("#4d8a1d", "#93cf5a", Dash.DASHED, Marker.TRIANGLE, THIN)),
          entry("AMGD-BN", new Style("#8a5a2b", "#d3a06c", Dash.SOLID, Marker.PENTAGON, THIN)),
          entry("AMGD-BN-noO", new Style("#a0522d", "#ec9a72", Dash.SHORT, Marker.SQUARE, THIN)),
          entry("AMGD-W-noO", new Style("#bf3f84", "#f58cc0", Dash.DASHED, Marker.DIAMOND, THIN)),
          entry("SGD-altO", new Style("#475467", "#cbd2de", Dash.DASHED, Marker.CROSS, THIN)),
          entry("Adam-O", new Style("#8f7a00", "#dcc23c", Dash.DASHED, Marker.DIAMOND, THIN)));

  private static final List<String[]> OTHER_COLOURS =
      List.of(
          new String[] {"#0b6bb3", "#5ab0f0"},
          new String[] {"#b86e00", "#f0a92e"},
          new String[] {"#0c8065", "#3cc6a2"},
          new String[] {"#7438b5", "#b78bf0"},
          new String[] {"#bf3f84", "#f58cc0"},
          new String[] {"#8a5a2b", "#d3a06c"},
          new String[] {"#1b8fb8", "#67d3f2"},
          new String[] {"#4d8a1d", "#93cf5a"},
          new String[] {"#a0522d", "#ec9a72"},
          new String[] {"#475467", "#cbd2de"});

  private static final String INK = "#1d2433";
  private static final String INK_ON_DARK = "#e6e9ef";
  private static final List<Dash> THEORY =
      List.of(Dash.DASHED, Dash.DOTTED, Dash.DASH_DOT, Dash.SHORT);

  private Palette() {}

  /**
   * Returns the look of every label of a figure.
   *
   * @param figure the figure
   * @return label and look, in the legend's order: as first met, panel by panel
   */
  static Map<String, Style> of(Figure figure) {
    Map<String, Style> styles = new LinkedHashMap<>();
    Set<Style> taken = new HashSet<>();
    Set<Style> listed = listed(figure);
    int theories = 0;
    for (Figure.Panel panel : figure.panels()) {
      for (Figure.Curve curve : curves(panel)) {
        if (styles.containsKey(curve.label())) {
          continue;
        }
        Style style =
            switch (curve) {
              case Figure.Measured measured -> measured(measured, taken, listed);
              case Figure.Reference _ -> theory(theories++);
            };
        taken.add(style);
        styles.put(curve.label(), style);
      }
    }
    return styles;
  }

  static List<? extends Figure.Curve> curves(Figure.Panel panel) {
    return switch (panel) {
      case Figure.LinePanel lines -> lines.curves();
      case Figure.HeatMapPanel _ -> List.of();
      case Figure.BarPanel bars -> bars.parts();
    };
  }

  private static Style measured(Figure.Measured curve, Set<Style> taken, Set<Style> listed) {
    Style known = KNOWN.getOrDefault(curve.label(), KNOWN.get(curve.series()));
    if (known != null && !taken.contains(known)) {
      return known;
    }
    Set<Style> avoided = new HashSet<>(listed);
    avoided.addAll(taken);
    return other(curve.label(), avoided);
  }

  /** The looks of the listed names in a figure, which others leave to them. */
  private static Set<Style> listed(Figure figure) {
    Set<Style> listed = new HashSet<>();
    for (Figure.Panel panel : figure.panels()) {
      for (Figure.Curve curve : curves(panel)) {
        if (curve instanceof Figure.Measured && KNOWN.containsKey(curve.label())) {
          listed.add(KNOWN.get(curve.label()));
        }
      }
    }
    return listed;
  }

  private static Style theory(int index) {
    int round = index / THEORY.size();
    return new Style(
        INK, INK_ON_DARK, THEORY.get(index % THEORY.size()), Marker.CIRCLE, 1.4 + 0.8 * round);
  }

  /** Probes on from the name's own slot, as a hash table does, until the figure has no twin. */
  private static Style other(String label, Set<Style> taken) {
    CRC32 letters = new CRC32();
    letters.update(label.getBytes(StandardCharsets.UTF_8));
    int colours = OTHER_COLOURS.size();
    int looks = colours * Dash.values().length * Marker.values().length;
    int own = (int) (letters.getValue() % colours);
    for (int probe = 0; probe < looks; probe++) {
      Style style = other(own + probe);
      if (!isTaken(style, taken, probe < colours)) {
        return style;
      }
    }
    return other(own);
  }

  /** As long as there are colours left, no two curves share one. */
  private static boolean isTaken(Style style, Set<Style> taken, boolean byColour) {
    return taken.stream()
        .anyMatch(t -> t.equals(style) || (byColour && t.light().equals(style.light())));
  }

  private static Style other(int slot) {
    int colours = OTHER_COLOURS.size();
    String[] colour = OTHER_COLOURS.get(slot % colours);
    int round = slot / colours;
    Dash[] dashes = Dash.values();
    Marker[] markers = Marker.values();
    return new Style(
        colour[0],
        colour[1],
        dashes[round % dashes.length],
        markers[(slot + round) % markers.length],
        THIN);
  }
}
