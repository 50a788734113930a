package dev.layerwise.optim.shampoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of the references, from the gradients that they received. */
class TrajectoriesTest {
  private static final Map<String, Trajectory> ALL = Trajectory.all();

  static Set<String> names() {
    return ALL.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void parametersAreThoseOfTheReference(String name) {
    assertThat(ALL.get(name).deviation()).isLessThan(tolerance(name));
  }

  /** In single precision 2e-6; 1e-7 where ε ≤ 1e-10 meets a singular factor; else 1e-9. */
  private static double tolerance(String name) {
    if (name.endsWith("_f32")) {
      return 2e-6;
    }
    return name.startsWith("shampoo_default") || name.equals("shampoo_graft_adam_net")
        ? 1e-7
        : 1e-9;
  }
}
