package dev.layerwise.lab;

import java.util.Locale;

/** How large an experiment runs. */
public enum Scale {
  /** Under a minute on two cores: fewer seeds and points, the same problem. */
  QUICK,
  /** The paper's sizes, ten seeds. */
  PAPER;

  /**
   * Returns the name on the command line and in result files.
   *
   * @return {@code quick} or {@code paper}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
