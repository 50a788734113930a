package dev.layerwise.lab.run;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Scale;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a stored run depends on besides its cell. Two runs with equal provenance may stand in one
 * table.
 *
 * @param experiment the experiment's id
 * @param scale the scale's label
 * @param code version and commit of the program
 * @param settings the experiment's settings
 */
public record Provenance(String experiment, String scale, String code, ObjectNode settings) {
  /**
   * Returns the provenance of runs that start now.
   *
   * @param experiment the experiment
   * @param scale the scale
   * @param build the program
   * @return the provenance
   */
  public static Provenance of(Experiment experiment, Scale scale, BuildInfo build) {
    return new Provenance(
        experiment.info().id(),
        scale.label(),
        build.toString(),
        Json.reread(experiment.settings(scale)));
  }

  /**
   * Says in what this provenance differs from a stored one.
   *
   * @param stored the stored one
   * @return such as {@code scale was paper and is quick}; empty if they are equal
   */
  public Optional<String> differenceFrom(Provenance stored) {
    return difference("experiment", stored.experiment, experiment)
        .or(() -> difference("scale", stored.scale, scale))
        .or(() -> settingsDifference(stored))
        .or(() -> difference("version", stored.code, code));
  }

  private Optional<String> settingsDifference(Provenance stored) {
    Set<String> names = new LinkedHashSet<>(settings.propertyNames());
    names.addAll(stored.settings.propertyNames());
    return names.stream()
        .flatMap(name ->
            difference(
                "setting '" + name + "'", shown(stored.settings, name), shown(settings, name))
                .stream())
        .findFirst();
  }

  private static String shown(ObjectNode settings, String name) {
    JsonNode value = settings.get(name);
    return value == null ? "absent" : value.toString();
  }

  private static Optional<String> difference(String what, String was, String is) {
    return was.equals(is) ? Optional.empty() : Optional.of(what + " was " + was + " and is " + is);
  }
}
