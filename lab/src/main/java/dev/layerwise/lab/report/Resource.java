package dev.layerwise.lab.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The parts of a page that are files: templates, styles and scripts. */
final class Resource {
  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  private Resource() {}

  static Template template(String name) {
    return Mustache.compiler().emptyStringIsFalse(true).compile(text(name));
  }

  /** Reads a file that lies beside this class. */
  static String text(String name) {
    return read(name);
  }

  /** Returns the charting library, fit to stand inside a script element. */
  static String echarts() {
    return read(ECHARTS).replace("</script", "<\\/script");
  }

  private static String read(String name) {
    try (InputStream in = Resource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }
}
