package dev.layerwise.lab.cli;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;

/** Judges an experiment's claims. */
final class Judge {
  private Judge() {}

  /**
   * Applies every claim's predicate; one that throws, such as for want of a run, decides nothing.
   */
  static List<JudgedClaim> judge(Experiment experiment, Results results) {
    List<JudgedClaim> judged = new ArrayList<>();
    for (Claim claim : experiment.claims()) {
      Judgement judgement;
      try {
        judgement = claim.test().apply(results);
      } catch (RuntimeException e) {
        judgement = Judgement.undecided("the results do not suffice: " + e);
      }
      judged.add(new JudgedClaim(claim, judgement));
    }
    return judged;
  }
}
