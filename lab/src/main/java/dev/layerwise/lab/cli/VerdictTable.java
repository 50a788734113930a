package dev.layerwise.lab.cli;

import dev.layerwise.lab.conformance.Verdict;
import dev.layerwise.lab.conformance.Verdict.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of {@code conformance}: under each reference its files. */
final class VerdictTable {
  private static final String RESET = "\u001b[0m";
  private static final int OUTCOME = "unsupported".length();

  private final boolean colour;
  private final int columns;

  VerdictTable(boolean colour, int columns) {
    this.colour = colour;
    this.columns = columns;
  }

  String of(List<Verdict> verdicts) {
    Map<String, List<Verdict>> groups = new LinkedHashMap<>();
    verdicts.forEach(v -> groups.computeIfAbsent(v.optimizer(), _ -> new ArrayList<>()).add(v));
    List<Verdict> functions = groups.remove("");
    int width = verdicts.stream().mapToInt(v -> name(v).length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    groups.forEach((optimizer, group) -> {
      table.append(optimizer).append('\n');
      group.forEach(verdict -> row(table, verdict, width));
    });
    if (functions != null) {
      table.append("Values of single functions, for unit tests\n");
      functions.forEach(verdict -> row(table, verdict, width));
    }
    return table.append(count(verdicts)).append('\n').toString();
  }

  private void row(StringBuilder table, Verdict verdict, int width) {
    Outcome outcome = verdict.outcome();
    table
        .append("  ")
        .append(colourOf(outcome))
        .append(outcome.label())
        .append(colour ? RESET : "")
        .append(" ".repeat(OUTCOME - outcome.label().length() + 2))
        .append(name(verdict));
    if (outcome == Outcome.PASS || outcome == Outcome.FAIL) {
      boolean within = verdict.deviation() <= verdict.tolerance();
      table
          .append(" ".repeat(width - name(verdict).length()))
          .append(
              String.format(
                  Locale.ROOT,
                  "%4d steps  %.1e %s %.0e",
                  verdict.steps(),
                  verdict.deviation(),
                  within ? "≤" : "≰",
                  verdict.tolerance()));
    }
    table.append('\n');
    if (outcome != Outcome.NOT_A_RUN && !verdict.missing().isEmpty()) {
      String what = outcome == Outcome.UNSUPPORTED ? "missing: " : "";
      table.append(new Wrapped(columns, OUTCOME + 4).of(what + verdict.missing()));
    }
  }

  private static String name(Verdict verdict) {
    return verdict.file().getFileName().toString();
  }

  private String colourOf(Outcome outcome) {
    if (!colour) {
      return "";
    }
    return switch (outcome) {
      case PASS -> "\u001b[32m";
      case FAIL -> "\u001b[31m";
      case UNSUPPORTED -> "\u001b[33m";
      case NOT_A_RUN -> "";
    };
  }

  private static String count(List<Verdict> verdicts) {
    List<String> parts = new ArrayList<>();
    long functions = count(verdicts, Outcome.NOT_A_RUN);
    long runs = verdicts.size() - functions;
    String of = "of " + runs + (runs == 1 ? " run " : " runs ");
    for (Outcome outcome : List.of(Outcome.PASS, Outcome.FAIL, Outcome.UNSUPPORTED)) {
      long n = count(verdicts, outcome);
      if (n > 0) {
        parts.add(n + " " + word(outcome, n == 1));
      }
    }
    String counted = runs == 0 ? "no runs" : of + String.join(", ", parts);
    String rest =
        functions == 1 ? "; 1 file is not a run" : "; " + functions + " files are not runs";
    return counted + (functions == 0 ? "" : rest);
  }

  private static String word(Outcome outcome, boolean one) {
    return switch (outcome) {
      case PASS -> one ? "passes" : "pass";
      case FAIL -> one ? "fails" : "fail";
      case UNSUPPORTED -> one ? "is unsupported" : "are unsupported";
      case NOT_A_RUN -> "";
    };
  }

  private static long count(List<Verdict> verdicts, Outcome outcome) {
    return verdicts.stream().filter(v -> v.outcome() == outcome).count();
  }
}
