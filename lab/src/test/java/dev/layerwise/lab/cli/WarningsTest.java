package dev.layerwise.lab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class WarningsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void theSameWarningAboutTheSameThingIsSaidOnce() {
    Warnings warnings = warnings(false);
    warnings.publish(kept("Shampoo: left factor", "pivot 3 is NaN"));
    warnings.publish(kept("Shampoo: left factor", "pivot 4 is NaN"));
    assertThat(said()).isEqualTo("layerwise: Shampoo: left factor: keeps, since pivot 3 is NaN\n");
  }

  @Test
  void warningsAboutOtherThingsAreSaidToo() {
    Warnings warnings = warnings(false);
    warnings.publish(kept("Shampoo: left factor", "pivot 3 is NaN"));
    warnings.publish(kept("Shampoo: right factor", "pivot 3 is NaN"));
    assertThat(said().lines()).hasSize(2);
  }

  @Test
  void aProgressBarIsWipedFirst() {
    warnings(true).publish(new LogRecord(Level.WARNING, "short of memory"));
    assertThat(said()).isEqualTo("\r\u001b[Klayerwise: short of memory\n");
  }

  private Warnings warnings(boolean bar) {
    return new Warnings(new PrintStream(bytes, true, UTF_8), bar);
  }

  private String said() {
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static LogRecord kept(String what, String why) {
    LogRecord warning = new LogRecord(Level.WARNING, "{0}: keeps, since {1}");
    warning.setParameters(new Object[] {what, why});
    return warning;
  }
}
