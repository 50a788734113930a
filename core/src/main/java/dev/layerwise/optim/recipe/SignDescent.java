package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.SignPart;
import java.util.List;
import java.util.Map;

/** The sign of the gradient, or of its running mean. */
record SignDescent() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "signsgd",
        "signSGD",
        "Moves every weight by the same amount, against the sign of its gradient.",
        List.of("m ← β m + (1 − β) G", "W₊ = W − η sign(m)"),
        new Anatomy("I, I", "squared batch gradient", "−½"),
        "Bernstein et al., arXiv:1802.04434; with β > 0 their Signum",
        Map.of(
            "lion", "takes the sign of a mean that forgets faster than the one it keeps",
            "adam", "divides by the running root mean square and not by the magnitude itself"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.join(
        Descent.settings("0.001", "Adam's, whose steps have the same size"),
        List.of(
            new Setting(
                "beta",
                Setting.Real.WEIGHT,
                "0",
                "weight β of the past in the mean whose sign is taken",
                "signSGD; Signum: 0.9")));
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    Schedule beta = settings.schedule("beta");
    return new SignPart(parameter, beta, beta);
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return settings.schedule("beta").staysWithin(0, 0)
        ? new PerWeight(1, 2, 0)
        : new PerWeight(7, 4, 1);
  }
}
