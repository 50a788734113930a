package dev.layerwise.optim.form;

import dev.layerwise.curvature.FisherType;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;

/** The settings that say what output gradients the curvature is made of. */
public final class FisherSettings {
  private FisherSettings() {}

  /**
   * The settings.
   *
   * @param fisher the default kind
   * @param source where it comes from
   */
  public static List<Setting> settings(String fisher, String source) {
    return List.of(
        new Setting(
            "fisher",
            new Setting.Choice(
                List.of("empirical", "sampled", "curvature-propagation", "exact", "jacobian")),
            fisher,
            "output gradients g of the curvature: true labels, labels drawn from the model, random"
                + " signs, all columns of the Gauss-Newton factor, or of the identity (JᵀJ)",
            source),
        new Setting(
            "fisher-samples",
            new Setting.Whole(1),
            "1",
            "draws for each example, where g is drawn",
            "Martens and Grosse 2015 §5"));
  }

  /**
   * The kind that was chosen.
   *
   * @param settings values of {@link #settings}, among others
   */
  public static FisherType of(Settings settings) {
    int samples = Math.toIntExact(settings.whole("fisher-samples"));
    return switch (settings.text("fisher")) {
      case "empirical" -> new FisherType.Empirical();
      case "sampled" -> new FisherType.Sampled(samples);
      case "curvature-propagation" -> new FisherType.CurvaturePropagation(samples);
      case "jacobian" -> new FisherType.OutputJacobian();
      default -> new FisherType.ExactGaussNewton();
    };
  }
}
