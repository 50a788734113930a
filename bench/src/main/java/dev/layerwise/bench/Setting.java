package dev.layerwise.bench;

import dev.layerwise.lab.task.LinearRepresentation;
import dev.layerwise.lab.task.LinearRepresentation.Anisotropy;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.random.Rng;
import java.util.Locale;

/**
 * Which data, written {@code uniform-high}.
 *
 * @param law law of the white inputs
 * @param anisotropy low or high
 */
record Setting(InputLaw law, Anisotropy anisotropy) {
  static Setting of(String label) {
    for (InputLaw law : InputLaw.values()) {
      for (Anisotropy anisotropy : Anisotropy.values()) {
        Setting setting = new Setting(law, anisotropy);
        if (setting.label().equals(label)) {
          return setting;
        }
      }
    }
    throw new IllegalArgumentException(
        "no setting '"
            + label
            + "'; there are uniform-high, uniform-low, gaussian-high and gaussian-low");
  }

  String label() {
    return (law.name() + "-" + anisotropy.name()).toLowerCase(Locale.ROOT);
  }

  LinearRepresentation draw(Rng rng) {
    return LinearRepresentation.draw(law, anisotropy, rng);
  }
}
