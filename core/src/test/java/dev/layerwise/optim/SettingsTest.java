package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final List<Setting> SETTINGS = Descent.settings("0.1", "a test");

  private static void assertWrong(String name, String value, String message) {
    assertThatThrownBy(() -> Settings.of(SETTINGS, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatIsNotSaidIsTheDefault() {
    Settings settings = Settings.of(SETTINGS, Map.of("momentum", "0.9"));
    assertThat(settings.schedule("momentum").at(1)).isEqualTo(0.9);
    assertThat(settings.schedule("lr").at(1)).isEqualTo(0.1);
    assertThat(settings.has("lr")).isTrue();
    assertThat(settings.has("rho")).isFalse();
  }

  @Test
  void anUnknownNameIsToldTheNearest() {
    assertWrong(
        "momentun", "0.9", "there is no setting 'momentun'; did you mean momentum?; there are lr,");
  }

  @Test
  void aWrongValueIsToldWhatToWrite() {
    assertWrong("momentum", "1.5", "momentum=1.5: want a number from 0.0 to 1.0, or a schedule");
    assertWrong("lr", "linear(0.1,-1,10)", "lr=linear(0.1,-1,10): want a number of at least 0.0");
    assertWrong("lr", "fast", "lr=fast: 'fast' is not a number; want a number or a sched");
    assertWrong("nesterov", "yes", "nesterov=yes: want true or false");
    assertWrong("graft", "lion", "graft=lion: want one of none, sgd, adagrad, rmsprop, adam");
  }

  @Test
  void aConstantFollowsNoScheduleAndStaysBetweenItsEnds() {
    Setting eps =
        new Setting("eps", new Setting.Constant(0, 0.5, "a number up to one half"), "0", "", "");
    assertThat(Settings.of(List.of(eps), Map.of("eps", "0.5")).number("eps")).isEqualTo(0.5);
    for (String wrong : List.of("0.6", "-1", "NaN", "linear(0.1,0.2,10)")) {
      assertThatThrownBy(() -> Settings.of(List.of(eps), Map.of("eps", wrong)))
          .hasMessage("eps=" + wrong + ": want a number up to one half");
    }
  }

  @Test
  void aDefaultCanBeReplacedWithItsSource() {
    List<Setting> replaced = Setting.withDefault(SETTINGS, "decay", "l2", "PyTorch");
    assertThat(replaced).hasSameSizeAs(SETTINGS);
    assertThat(Settings.of(replaced, Map.of()).text("decay")).isEqualTo("l2");
    assertThatThrownBy(() -> Setting.withDefault(SETTINGS, "rho", "1", "nobody"))
        .hasMessage("no setting 'rho'");
  }
}
