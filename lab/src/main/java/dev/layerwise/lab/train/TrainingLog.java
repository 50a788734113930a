package dev.layerwise.lab.train;

import java.util.List;

/**
 * What happened in a training so far.
 *
 * @param evaluations the evaluations, in their order
 * @param diagnoses the diagnoses, in the order of the steps
 * @param spectra spectra at a few steps, in the order of the steps
 */
public record TrainingLog(
    List<Evaluation> evaluations, List<Diagnosis> diagnoses, List<EigenvaluesAt> spectra) {
  /** Copies the lists. */
  public TrainingLog {
    evaluations = List.copyOf(evaluations);
    diagnoses = List.copyOf(diagnoses);
    spectra = List.copyOf(spectra);
  }
}
