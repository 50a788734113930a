package dev.layerwise.linalg.blas;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The operating system and processor, as the folder of binaries is called.
 *
 * @param name such as {@code linux-x86_64}
 * @param files the libraries in the order in which they depend on each other; OpenBLAS last
 */
record Platform(String name, List<String> files) {
  private static final Map<String, List<String>> SUPPORTED =
      Map.of(
          "linux-x86_64",
          List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"),
          "linux-arm64",
          List.of("libgcc_s.so.1", "libgfortran.so.5", "libopenblas.so.0"),
          "macosx-arm64",
          List.of("libopenblas.0.dylib"),
          "windows-x86_64",
          List.of("libopenblas.dll"));

  /**
   * The platform that this JVM runs on.
   *
   * @throws UnsatisfiedLinkError if there are no binaries for it
   */
  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macosx" : os.strip();
    String processor =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> osArch;
        };
    String name = system + "-" + processor;
    List<String> files = SUPPORTED.get(name);
    if (files == null) {
      throw new UnsatisfiedLinkError(
          "OpenBLAS has no binary for "
              + name
              + " (there are "
              + String.join(", ", SUPPORTED.keySet().stream().sorted().toList())
              + "); -Dlayerwise.blas=java runs anywhere, slowly");
    }
    return new Platform(name, files);
  }

  boolean isWindows() {
    return name.startsWith("windows");
  }

  boolean isLinux() {
    return name.startsWith("linux");
  }

  /** The class path folder that holds the libraries. */
  String resourceFolder() {
    return "org/bytedeco/openblas/" + name + "/";
  }
}
