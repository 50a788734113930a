package dev.layerwise.lab.theory;

import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;

/** {@code teacher}: {@link GaussianConstants} of a named function. */
final class TeacherCalculator implements Calculator {
  @Override
  public String name() {
    return "teacher";
  }

  @Override
  public String summary() {
    return "The Gaussian constants of an activation or teacher: how much of it is linear";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "z ~ N(0, variance)",
        "c1 = E[z s(z)] / variance",
        "c2 = E s(z)²",
        "c_gt1_2 = E (s(z) − c1 z)² = c2 − c1² variance");
  }

  @Override
  public String source() {
    return "arXiv:2502.01763 §3.2, App. C.2";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        SingleIndexCalculator.teacher("activation", "tanh", "the function s", ""),
        new Setting(
            "variance",
            new Setting.Constant(
                1 / SingleIndexCalculator.LARGEST,
                SingleIndexCalculator.LARGEST,
                "a number from 1e-100 to 1e100"),
            "1",
            "the variance of z; for a single-index model the mean eigenvalue Tr(Σx)/dX",
            ""));
  }

  @Override
  public Answer evaluate(Settings settings) {
    Teacher teacher = Teacher.named(settings.text("activation"));
    GaussianConstants constants = GaussianConstants.of(teacher, settings.number("variance"));
    Answer.Builder answer = new Answer.Builder();
    addTo(answer, constants);
    return answer
        .real("mean", constants.mean(), "E s(z), which c_gt1_2 counts among what is not linear")
        .text("function", teacher.formula(), "s(z)")
        .build();
  }

  static void addTo(Answer.Builder answer, GaussianConstants constants) {
    answer
        .real("c1", constants.c1(), "E[z s(z)] / variance, the slope of the linear part")
        .real("c2", constants.c2(), "E s(z)²")
        .real("c_gt1_2", constants.cAbove(), "E (s(z) − c1 z)², what is not linear");
  }
}
