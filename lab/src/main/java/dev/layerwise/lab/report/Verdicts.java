package dev.layerwise.lab.report;

import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verdicts as pages show them: a word, a sign and a colour. */
final class Verdicts {
  private Verdicts() {}

  static String icon(Verdict verdict) {
    String sign =
        switch (verdict) {
          case HOLDS -> "M5.2 10.3l3.2 3.2 6.4-7";
          case FAILS -> "M6 6l8 8M14 6l-8 8";
          case UNDECIDED -> "M7.2 7.6a2.8 2.8 0 1 1 4.3 2.4c-1 .6-1.5 1.1-1.5 2.1M10 14.6v.6";
        };
    return "<svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"8.6\""
        + " fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.3\" opacity=\".45\"/><path d=\""
        + sign
        + "\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.9\" stroke-linecap=\"round\""
        + " stroke-linejoin=\"round\"/></svg>";
  }

  /** Counts the verdicts that occur, in the order holds, fails, undecided. */
  static List<Map<String, Object>> tally(List<JudgedClaim> claims) {
    List<Map<String, Object>> tally = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      long count = claims.stream().filter(c -> c.judgement().verdict() == verdict).count();
      if (count > 0) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("word", verdict.label());
        entry.put("icon", icon(verdict));
        entry.put("count", count);
        tally.add(entry);
      }
    }
    return tally;
  }
}
