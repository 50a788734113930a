package dev.layerwise.lab.report;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunFacts;
import java.util.List;

/**
 * Everything that a report shows.
 *
 * @param info what the experiment is about
 * @param results every stored point
 * @param figures the figures, in the order of their numbers
 * @param claims the paper's claims with their verdicts
 * @param facts how the numbers were made
 * @param events divergences and numerical failures
 */
public record ReportInput(
    ExperimentInfo info,
    Results results,
    List<Figure> figures,
    List<JudgedClaim> claims,
    RunFacts facts,
    List<CellEvent> events) {
  /** Copies the lists. */
  public ReportInput {
    figures = List.copyOf(figures);
    claims = List.copyOf(claims);
    events = List.copyOf(events);
  }
}
