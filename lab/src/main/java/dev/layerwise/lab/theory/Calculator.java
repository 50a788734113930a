package dev.layerwise.lab.theory;

import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;

/**
 * A formula of the papers that can be asked for its value: {@code layerwise theory NAME}. One file
 * and one line in {@link Calculators}; the command line and its help iterate over the catalogue.
 */
public interface Calculator {
  /** Its name on the command line, such as {@code single-index}. */
  String name();

  /** One sentence: what it says, without a final stop. */
  String summary();

  /** The equations that it evaluates, one a line. */
  List<String> equations();

  /** Where they come from, such as {@code arXiv:2502.01763 Lemma 3.10}. */
  String source();

  /** What may be set; a setting that is left out has its default. */
  List<Setting> settings();

  /**
   * Evaluates the formula.
   *
   * @param settings values of {@link #settings()}, checked against their kinds
   * @return fields in the order in which they are shown
   * @throws IllegalArgumentException if the formula has no meaning there; the message is one
   *     sentence that says what is wrong and what would be right
   * @throws dev.layerwise.lab.run.InputException if a file that a setting names is wrong
   */
  Answer evaluate(Settings settings);
}
