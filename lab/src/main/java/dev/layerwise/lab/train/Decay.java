package dev.layerwise.lab.train;

import dev.layerwise.optim.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a learning rate falls over a training whose length is known. */
public enum Decay {
  /** Not at all. */
  CONSTANT,
  /** Halved at every eighth. Source: Adam-or-GN App. C.1, "step decay". */
  EIGHTHS,
  /** Along half a cosine, to 0 after the last step. */
  COSINE,
  /** Straight, to 0 after the last step. */
  LINEAR;

  private static final long EIGHTH = 8;

  /** What a command line calls it, such as {@code cosine}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them, as a command line calls them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Decay::label).toList();
  }

  /**
   * The one of a name.
   *
   * @param label the name
   * @throws IllegalArgumentException if there is none
   */
  public static Decay named(String label) {
    return Arrays.stream(values())
        .filter(decay -> decay.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no schedule '%s'; want %s%s"
                    .formatted(
                        label, String.join(", ", labels()), Nearest.question(label, labels()))));
  }

  /**
   * The schedule as a setting, such as {@code cosine(0.03, 1000)}.
   *
   * @param lr the learning rate of the first step, as it would be written
   * @param steps how many steps the training has, at least 1
   */
  public String text(String lr, long steps) {
    return switch (this) {
      case CONSTANT -> lr;
      case EIGHTHS -> "step(%s, %d, 0.5)".formatted(lr, Math.max(1, steps / EIGHTH));
      case COSINE -> "cosine(%s, %d)".formatted(lr, steps);
      case LINEAR -> "linear(%s, 0, %d)".formatted(lr, steps);
    };
  }
}
