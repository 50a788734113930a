package dev.layerwise.lab.cli;

import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of claims that ends {@code reproduce} and {@code report}. */
final class ClaimTable {
  private static final String RESET = "\u001b[0m";

  private final boolean colour;
  private final int columns;

  ClaimTable(boolean colour, int columns) {
    this.colour = colour;
    this.columns = columns;
  }

  /** Returns the table: a row a claim, and why under those that do not hold. */
  String of(List<JudgedClaim> claims) {
    if (claims.isEmpty()) {
      return "  no claims\n";
    }
    int idWidth = width("claim", claims.stream().map(c -> c.claim().id()).toList());
    int measuredWidth =
        width("measured", claims.stream().map(c -> number(c.judgement().measured())).toList());
    StringBuilder table = new StringBuilder();
    row(table, "verdict", "", "claim", idWidth, "measured", measuredWidth, "bound");
    for (JudgedClaim judged : claims) {
      Judgement j = judged.judgement();
      row(
          table,
          j.verdict().label(),
          colourOf(j.verdict()),
          judged.claim().id(),
          idWidth,
          number(j.measured()),
          measuredWidth,
          (j.relation() + " " + number(j.bound())).strip());
      if (j.verdict() != Verdict.HOLDS) {
        explain(table, judged);
      }
    }
    return table.append("  ").append(count(claims)).append('\n').toString();
  }

  private void explain(StringBuilder table, JudgedClaim judged) {
    Judgement j = judged.judgement();
    wrap(table, judged.claim().source() + ": " + judged.claim().statement());
    if (!j.evidence().isBlank()) {
      wrap(table, "Measured: " + j.evidence());
    }
    if (!j.reading().isBlank()) {
      wrap(table, (j.verdict() == Verdict.FAILS ? "It would hold: " : "Why: ") + j.reading());
    }
  }

  private void row(
      StringBuilder table,
      String verdict,
      String verdictColour,
      String id,
      int idWidth,
      String measured,
      int measuredWidth,
      String bound) {
    String padded = verdict + " ".repeat("undecided".length() - verdict.length());
    table
        .append("  ")
        .append(verdictColour)
        .append(padded)
        .append(verdictColour.isEmpty() ? "" : RESET)
        .append("  ")
        .append(id)
        .append(" ".repeat(idWidth - id.length() + 2 + measuredWidth - measured.length()))
        .append(measured)
        .append("  ")
        .append(bound);
    table.setLength(stripped(table));
    table.append('\n');
  }

  private void wrap(StringBuilder table, String text) {
    table.append(new Wrapped(columns, 13).of(text));
  }

  private String colourOf(Verdict verdict) {
    if (!colour) {
      return "";
    }
    return switch (verdict) {
      case HOLDS -> "\u001b[32m";
      case FAILS -> "\u001b[31m";
      case UNDECIDED -> "\u001b[33m";
    };
  }

  static String count(List<JudgedClaim> claims) {
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      long n = claims.stream().filter(c -> c.judgement().verdict() == verdict).count();
      if (n > 0) {
        String word =
            switch (verdict) {
              case HOLDS -> n == 1 ? "holds" : "hold";
              case FAILS -> n == 1 ? "fails" : "fail";
              case UNDECIDED -> n == 1 ? "is undecided" : "are undecided";
            };
        parts.add(n + " " + word);
      }
    }
    return "of "
        + claims.size()
        + (claims.size() == 1 ? " claim " : " claims ")
        + String.join(", ", parts);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 1e-3 && size < 1e5 ? "%.4g" : "%.3e", value);
  }

  private static int width(String header, List<String> cells) {
    return Math.max(header.length(), cells.stream().mapToInt(String::length).max().orElse(0));
  }

  private static int stripped(StringBuilder text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }
}
