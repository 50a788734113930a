package dev.layerwise.optim.form;

import java.util.List;
import java.util.Locale;

/**
 * What the gradient of an example is where its weights are shared over T positions, as those of
 * convolutions are: {@code g_t} (dOut) and {@code a_t} (dIn) are those of a position.
 */
public enum Positions {
  /**
   * {@code G = Σ_t g_t a_tᵀ}, which it is, so that {@code D = E[(Uᵀ G V)∘²]}: George et al. 2018
   * §3. One product for each example and as many operations as for independent positions.
   */
  SUMMED,

  /**
   * T gradients {@code g_t a_tᵀ} that do not go together, so that {@code D = Σ_t E[(Uᵀ g_t a_tᵀ
   * V)∘²]}: what K-FAC's factors assume (Grosse and Martens 2016), in one product for the batch.
   */
  INDEPENDENT;

  /** The names that {@link #named} knows. */
  public static final List<String> NAMES = List.of("summed", "independent");

  /** The constant of a name. */
  public static Positions named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
