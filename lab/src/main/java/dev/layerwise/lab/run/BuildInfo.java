package dev.layerwise.lab.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which program this is.
 *
 * @param version the release's number, from the build
 * @param commit the commit's abbreviated hash, with a mark if files differ from it; {@code unknown}
 *     outside a repository
 */
public record BuildInfo(String version, String commit) {
  /** What stands for a commit that nobody told. */
  public static final String UNKNOWN = "unknown";

  /**
   * Returns the running program's version and commit. The launcher tells the commit in the system
   * property {@code layerwise.commit}: kept out of the archives, so that they depend on nothing but
   * the sources.
   *
   * @return version and commit
   */
  public static BuildInfo current() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = System.getProperty("layerwise.commit", "");
    return new BuildInfo(
        properties.getProperty("version", UNKNOWN), commit.isBlank() ? UNKNOWN : commit);
  }

  /**
   * Returns version and commit in one.
   *
   * @return such as {@code 0.1.0 (54f831a)}
   */
  @Override
  public String toString() {
    return version + " (" + (commit.equals(UNKNOWN) ? "commit unknown" : commit) + ")";
  }
}
