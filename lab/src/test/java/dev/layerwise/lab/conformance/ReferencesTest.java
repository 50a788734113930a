package dev.layerwise.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the references' hyperparameters are called here. */
final class ReferencesTest {
  @TempDir Path dir;

  private Plan plan(String name, String from, String to) throws IOException {
    String text = Files.readString(ReplayTest.GOLDEN.resolve(name + ".json"));
    assertThat(text.contains(from)).as("%s is in %s", from, name).isTrue();
    Path file = Files.writeString(dir.resolve("run.json"), text.replace(from, to));
    GoldenRun run = GoldenReader.read(file).orElseThrow();
    return References.of(run).plan(run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "iterate_averaging_config":"None" | "iterate_averaging_config":"ClassicMomentumConfig(momentum=0.7, dampening=0.1, use_nesterov=True)" | momentum=0.7 dampening=0.1 nesterov=true
          "iterate_averaging_config":"None" | "iterate_averaging_config":"GeneralizedPrimalAveragingConfig(eval_interp_coeff=0.9, train_interp_coeff=0.7)" | averaging=true average-x=0.9 average-y=0.7
          "grafting_config":"None"          | "grafting_config":"SGDPreconditionerConfig()" | graft=sgd
          "grafting_config":"None"          | "grafting_config":"RMSpropPreconditionerConfig(epsilon=1e-08, drop_weighting_factor_on_gsquare=False, beta2=0.98)" | graft=rmsprop graft-epsilon=1.0E-8 graft-beta2=0.98
          <WeightDecayType.DECOUPLED: 'DECOUPLED'> | <WeightDecayType.L2: 'L2'> | decay=l2
          inverse_exponent_override={2: {0: 0.5, 1: 0.0}, 1: 0.0} | inverse_exponent_override={2: 0.5} | exponents=2=0.5
          "max_preconditioner_dim":1024     | "max_preconditioner_dim":3 | max-dim=3
          use_trace_scaling=False           | use_trace_scaling=True | trace-exponent=0.5
          EigenConfig(rank_deficient_stability_config=PerturbationConfig(perturb_before_computation=True), tolerance=0.0, retry_double_precision=True, eigendecomposition_offload_device='') | CoupledNewtonConfig(rank_deficient_stability_config=PerturbationConfig(perturb_before_computation=False), max_iterations=50, tolerance=1e-06) | computation=coupled-newton iterations=50 tolerance=1.0E-6 stability=after
          """)
  void configurationsOfShampooAreTranslated(String from, String to, String settings)
      throws IOException {
    Map<String, String> translated = plan("shampoo_onesided_open", from, to).settings();
    for (String setting : settings.split(" ", -1)) {
      String[] sides = setting.split("=", 2);
      assertThat(translated).containsEntry(sides[0], sides[1]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          shampoo_onesided_open | "grafting_config":"None" | "grafting_config":"LionConfig()" | hyper.grafting_config = "LionConfig()"
          shampoo_onesided_open | "iterate_averaging_config":"None" | "iterate_averaging_config":"ScheduleFreeConfig()" | hyper.iterate_averaging_config = "ScheduleFreeConfig()"
          shampoo_onesided_open | factor_matrix_dtype=torch.float64 | factor_matrix_dtype=torch.float32 | hyper.preconditioner_config.factor_matrix_dtype = "torch.float32"
          shampoo_onesided_open | use_trace_scaling=False | use_tracing=2 | hyper.preconditioner_config.use_tracing = 2
          shampoo_onesided_open | SingleDeviceDistributedConfig( | DDPDistributedConfig( | distributed_config 'DDPDistributedConfig'
          kfacjax_dense_full | "ggn_exact" | "ggn_curvature_prop" | hyper.estimation_mode = "ggn_curvature_prop"
          kfacjax_dense_full | DenseFull | DenseSparse | hyper.layer_tag_to_block_ctor.dense = "DenseSparse"
          kfacjax_dense_full | step t uses batch t | step t draws batch t | hyper.batch = "step t draws batch t (with burn-in b: burn-in uses batches 1..b, step t uses batch b+t)"
          kfacpt_eigen | "accumulation_steps":1 | "accumulation_steps":2 | hyper.kfac.accumulation_steps = 2
          muon_conv_open_f64 | "ns_steps":5 | "ns_steps":5.5 | hyper.muon.ns_steps = 5.5
          soap_conv_open | "merge_dims":false | "merge_dims":false,"mode":"fast" | hyper.mode = "fast"
          torch_adam_l2_net | torch.optim.Adam | torch.optim.NAdam | optimizer 'torch.optim.NAdam'
          """)
  void whatIsUnknownIsNamed(String name, String from, String to, String missing) {
    assertThatThrownBy(() -> plan(name, from, to))
        .isInstanceOf(Unsupported.class)
        .hasMessage(missing);
  }

  @Test
  void burnInComesBeforeTheFirstStep() throws IOException {
    Plan plan = plan("kfacjax_dense_full", "\"num_burnin_steps\":0", "\"num_burnin_steps\":3");
    assertThat(plan.settings()).containsEntry("burn-in", "3");
    assertThat(plan.training().batch().applyAsLong(1)).isEqualTo(4);
    assertThat(plan.training().further().applyAsLong(1)).isEqualTo(1);
  }

  @Test
  void defaultsOfTheReferenceStandInForWhatIsMissing() throws IOException {
    Plan plan = plan("kfacjax_dense_full", "\"inverse_update_period\":1,", "");
    assertThat(plan.settings()).containsEntry("inverse-interval", "5");
    assertThatThrownBy(() -> plan("kfacjax_dense_full", "\"learning_rate\"", "\"step_size\""))
        .hasMessageEndingWith("field 'hyper.learning_rate' is missing; want a number");
  }
}
