package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.optim.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The theorems' rates against numbers that the setups of the experiments state. */
final class ConvergenceCalculatorTest {
  private static Answer answer(Map<String, String> said) {
    Calculator calculator = new ConvergenceCalculator();
    return calculator.evaluate(Settings.of(calculator.settings(), said));
  }

  private static double real(String field, Map<String, String> said) {
    return answer(said).real(field);
  }

  @Test
  void sgdIsBoundByTheConditioningOfTheHead() {
    // λ/(1 − λ) of the construction at λ = 0.2, 0.1, 0.05, 0.01 is 1/κ(F⋆)²: the bound is 1 − 4/κ².
    double[] lambdas = {0.2, 0.1, 0.05, 0.01};
    double[] bounds = {0, 0.5555555555555556, 0.7894736842105263, 0.9595959595959596};
    for (int i = 0; i < lambdas.length; i++) {
      double kappa = Math.sqrt((1 - lambdas[i]) / lambdas[i]);
      assertThat(real("sgd_factor", Map.of("kappa_f", "" + kappa)))
          .isCloseTo(bounds[i], within(1e-14));
    }
    assertThat(real("sgd_after", Map.of("kappa_f", "4", "steps", "3")))
        .isCloseTo(0.421875, within(1e-15));
  }

  @Test
  void belowConditionTwoPropositionThreeFiveSaysNothing() {
    assertThat(answer(Map.of("kappa_f", "1.9")).field("sgd_factor").value())
        .isEqualTo(
            new Answer.Undefined(
                "below kappa_f = 2 the base is negative and Prop. 3.5 says nothing"));
  }

  @Test
  void kfacContractsWhateverTheConditioning() {
    for (String kappa : new String[] {"2", "1000"}) {
      Map<String, String> said = Map.of("kappa_f", kappa, "eta", "0.5");
      assertThat(real("kfac_factor", said)).isCloseTo(0.55, within(1e-15));
    }
    assertThat(real("kfac_radius", Map.of("kappa_f", "10", "kappa_x", "1e5")))
        .isCloseTo(1e-8, within(1e-22));
    // η σ √((dX + log 1/δ)/n), log 1/δ = 1 here.
    assertThat(
            real(
                "kfac_noise",
                Map.of(
                    "eta", "0.5", "sigma", "2", "dx", "15", "n", "64", "delta", "" + 1 / Math.E)))
        .isCloseTo(0.5, within(1e-15));
    assertThat(answer(Map.of("eta", "1.5")).field("kfac_factor").value())
        .isEqualTo(new Answer.Undefined("Theorem 3.6 takes eta from 0 to 1"));
  }

  @Test
  void naturalGradientContractsByItsStep() {
    Map<String, String> said = Map.of("eta", "0.1", "steps", "40");
    assertThat(real("ngd_factor", said)).isEqualTo(0.9);
    assertThat(real("ngd_linear_factor", said)).isEqualTo(0.9);
    assertThat(real("ngd_after", said)).isCloseTo(Math.pow(0.9, 40), within(1e-16));
    assertThat(real("ngd_step_limit", said)).isEqualTo(1);
    assertThat(real("ngd_step_limit", Map.of("c", "0.25"))).isEqualTo(0.5 / 1.5625);
    assertThat(answer(Map.of("c", "0.5")).field("ngd_step_limit").value())
        .isEqualTo(new Answer.Undefined("no step is promised anything: c must be below 1/2"));
  }

  @Test
  void aStronglyConvexLossContractsByItsConditioning() {
    // The closest run of the setup: μ = 0.5, L = 10, η = 0.95 · 2/(μ + L) is bound by 0.828.
    Map<String, String> said = Map.of("mu", "0.5", "l", "10", "eta", "" + 0.95 * 2 / 10.5);
    assertThat(real("ngd_convex_factor", said)).isCloseTo(0.828, within(5e-4));
    assertThat(real("ngd_convex_step_limit", said)).isCloseTo(2 / 10.5, within(1e-16));
    assertThat(real("ngd_convex_step_limit", Map.of("mu", "1", "l", "1", "c", "0.25")))
        .isCloseTo(0.5 / 1.5625, within(1e-16)); // with μ = L it is Theorem 1's
  }

  @Test
  void kroneckerFactorsContractByTheLargestEigenvalue() {
    // Gaussian rows of the setup: λmax 7.9555506611, η 1.453: 0.817.
    Map<String, String> said = Map.of("lmin", "1.4208928501", "lmax", "7.9555506611", "eta", "1.4");
    assertThat(real("ngd_kfac_factor", said)).isCloseTo(1 - 1.4 / 7.9555506611, within(1e-15));
    Map<String, String> beyond =
        Map.of("lmin", "1.4208928501", "lmax", "7.9555506611", "eta", "1.453");
    assertThat(answer(beyond).field("ngd_kfac_factor").value())
        .isEqualTo(new Answer.Undefined("eta is above ngd_kfac_step_limit"));
  }

  @Test
  void wrongRequestsAreSentences() {
    assertThatThrownBy(() -> answer(Map.of("mu", "2", "l", "1")))
        .hasMessage(
            "mu=2.0, l=1.0: a gradient is no less steep than the loss is convex; want l of at least"
                + " mu");
    assertThatThrownBy(() -> answer(Map.of("lmin", "9")))
        .hasMessage("lmin=9.0, lmax=8.0: want the largest eigenvalue lmax to be at least lmin");
    assertThatThrownBy(() -> answer(Map.of("delta", "0")))
        .hasMessage("delta=0: want a number between 0 and 1, without the ends");
    assertThatThrownBy(() -> answer(Map.of("eta", "fast")))
        .hasMessage("eta=fast: want a number above 0");
  }
}
