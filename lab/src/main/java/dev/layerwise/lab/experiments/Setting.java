package dev.layerwise.lab.experiments;

import dev.layerwise.lab.task.LinearRepresentation;
import dev.layerwise.lab.task.LinearRepresentation.Anisotropy;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.random.Rng;

/** The four settings of linear representation learning (Concurrence App. F.1). */
enum Setting {
  UNIFORM_HIGH("uniform-high", "uniform, high anisotropy", InputLaw.UNIFORM, Anisotropy.HIGH),
  UNIFORM_LOW("uniform-low", "uniform, low anisotropy", InputLaw.UNIFORM, Anisotropy.LOW),
  GAUSSIAN_LOW("gaussian-low", "Gaussian, low anisotropy", InputLaw.GAUSSIAN, Anisotropy.LOW),
  GAUSSIAN_HIGH("gaussian-high", "Gaussian, high anisotropy", InputLaw.GAUSSIAN, Anisotropy.HIGH);

  private final String label;
  private final String words;
  private final InputLaw law;
  private final Anisotropy anisotropy;

  Setting(String label, String words, InputLaw law, Anisotropy anisotropy) {
    this.label = label;
    this.words = words;
    this.law = law;
    this.anisotropy = anisotropy;
  }

  /** The name in cells and settings, such as {@code uniform-high}. */
  String label() {
    return label;
  }

  /** The name in titles. */
  String words() {
    return words;
  }

  Anisotropy anisotropy() {
    return anisotropy;
  }

  LinearRepresentation draw(Rng rng) {
    return LinearRepresentation.draw(law, anisotropy, rng);
  }

  static Setting of(String label) {
    for (Setting setting : values()) {
      if (setting.label.equals(label)) {
        return setting;
      }
    }
    throw new IllegalArgumentException("no setting '" + label + "'");
  }
}
