package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure.Shading;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Values as pages write them. */
final class Words {
  private Words() {}

  /** Writes a setting without rounding it. */
  static String value(Object value) {
    return switch (value) {
      case Double number -> exact(number);
      case Float number -> exact(number.doubleValue());
      case Collection<?> items ->
          items.stream().map(Words::value).collect(Collectors.joining(", "));
      case Map<?, ?> items ->
          items.entrySet().stream()
              .map(item -> item.getKey() + ": " + value(item.getValue()))
              .collect(Collectors.joining(", "));
      case null -> "none";
      default -> value.toString();
    };
  }

  private static String exact(double number) {
    if (!Double.isFinite(number)) {
      return Ticks.plain(number);
    }
    BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    boolean plain = number == 0 || (exponent >= -5 && exponent < 7);
    return plain
        ? decimal.toPlainString()
        : decimal.toString().replace("E+", "e").replace('E', 'e');
  }

  /** Writes {@code 0, 1, 2, 3, 7} as {@code 0–3, 7}. */
  static String ranges(List<Long> ascending) {
    StringJoiner text = new StringJoiner(", ");
    for (int i = 0; i < ascending.size(); ) {
      int j = i;
      while (j + 1 < ascending.size() && ascending.get(j + 1) == ascending.get(j) + 1) {
        j++;
      }
      String first = ascending.get(i).toString();
      text.add(j - i > 1 ? first + "–" + ascending.get(j) : first);
      i = j - i > 1 ? j + 1 : i + 1;
    }
    return text.toString();
  }

  /** Describes a panel to someone who does not see it. */
  static String description(Drawing.Shown panel) {
    return switch (panel) {
      case Drawing.Axes axes -> description(axes);
      case HeatMap heat -> description(heat);
      case Drawing.Bars bars -> description(bars);
    };
  }

  private static String description(HeatMap heat) {
    String head =
        "%s over %s and %s. ".formatted(heat.panel().value(), heat.panel().x(), heat.panel().y());
    if (heat.empty()) {
      return head + "No data.";
    }
    return switch (heat.panel().shading()) {
      case Shading.Spread _ ->
          head + "From " + Ticks.plain(heat.low()) + " to " + Ticks.plain(heat.high()) + ".";
      case Shading.BehindBest _ -> head + rows(heat);
    };
  }

  /** "staircase: Adam best, GN⁻¹ ×2", from the top down. */
  private static String rows(HeatMap heat) {
    StringJoiner text = new StringJoiner("; ", "", ".");
    for (int i = heat.cells().size() - 1; i >= 0; i--) {
      StringJoiner cells = new StringJoiner(", ", heat.panel().rows().get(i).label() + ": ", "");
      for (int j = 0; j < heat.columns().size(); j++) {
        cells.add(heat.column(j) + " " + heat.text(i, j));
      }
      text.add(cells.toString());
    }
    return text.toString();
  }

  private static String description(Drawing.Bars bars) {
    StringJoiner text = new StringJoiner("; ", bars.panel().value() + ". ", ".");
    for (int i = 0; i < bars.panel().categories().size(); i++) {
      StringJoiner parts = new StringJoiner(", ", bars.panel().categories().get(i) + ": ", "");
      for (int p = 0; p < bars.lengths().size(); p++) {
        parts.add(
            bars.panel().parts().get(p).label() + " " + Ticks.plain(bars.lengths().get(p).get(i)));
      }
      text.add(parts.toString());
    }
    return text.toString();
  }

  private static String description(Drawing.Axes axes) {
    String head = axes.panel().y().label() + " over " + axes.panel().x().label() + ". ";
    if (axes.empty()) {
      return head + "No data.";
    }
    StringJoiner ends = new StringJoiner("; ", head + "Last values: ", ".");
    for (Trace trace : axes.traces()) {
      if (!trace.samples().isEmpty()) {
        double last = trace.samples().getLast().mean();
        ends.add(trace.label() + " " + (Double.isNaN(last) ? "diverged" : Ticks.plain(last)));
      }
    }
    return ends.toString();
  }

  /** Counts diverged seeds in the legend; empty if there are none. */
  static String lost(Trace.Seeds seeds) {
    if (seeds.lost() == 0) {
      return "";
    }
    return seeds.finite() == 0 ? "diverged" : seeds.lost() + "/" + seeds.run() + " diverged";
  }

  /** Says how a figure shows seeds that diverged; empty if there are none. */
  static String diverged(Drawing drawing) {
    Map<String, String> partly = new LinkedHashMap<>();
    Set<String> wholly = new LinkedHashSet<>();
    for (Drawing.Axes axes : drawing.lines().toList()) {
      for (Trace trace : axes.traces()) {
        Trace.Seeds seeds = trace.seeds();
        if (seeds.lost() > 0 && seeds.finite() == 0) {
          wholly.add(trace.label());
        } else if (seeds.lost() > 0) {
          partly.put(trace.label(), seeds.lost() + " of " + seeds.run());
        }
      }
    }
    StringJoiner text = new StringJoiner(" ");
    if (!partly.isEmpty()) {
      String counts =
          partly.entrySet().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue())
              .collect(Collectors.joining(", "));
      text.add(
          "Seeds that diverged are left out of lines and bands ("
              + counts
              + "), which flatters them.");
    }
    if (!wholly.isEmpty()) {
      text.add(
          "No seed stayed finite for "
              + String.join(", ", wholly)
              + ": the line follows the seeds for as long as they last.");
    }
    return text.toString();
  }
}
