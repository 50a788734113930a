package dev.layerwise.optim.kfac;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KfacTest {
  /** What the references' own runs differ by between machines, as their record says. */
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pi",
        "pi_period5",
        "exact_inverse",
        "adaptive_lr_momentum",
        "adaptive_all",
        "dense_diagonal",
        "dense_full",
        "whole_ggn",
        "whole_ggn_noema"
      })
  void takesTheStepsOfKfacJax(String name) {
    JsonNode file = GoldenRun.read("kfacjax_" + name + ".json");
    double worst = new GoldenRun(file).replay("kfac", GoldenRun.settings(file.get("hyper")));
    assertThat(worst).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eigen", "inverse_noclip"})
  void takesTheStepsOfKfacPytorch(String name) {
    JsonNode file = GoldenRun.read("kfacpt_" + name + ".json");
    double worst =
        new GoldenRun(file).replay("kfac-pytorch", GoldenRun.pytorchSettings(file.get("hyper")));
    assertThat(worst).isLessThan(TOLERANCE);
  }
}
