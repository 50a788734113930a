package dev.layerwise.linalg.blas;

import java.util.Locale;
import java.util.Optional;

/** The choice of backend, made once; constants, so that the compiler sees through them. */
final class Backend {
  private static final String NAME = requested();

  static final Blas BLAS;
  static final Lapack LAPACK;
  static final BlasInfo INFO;

  static {
    switch (NAME) {
      case "java" -> {
        BLAS = new JavaBlas();
        LAPACK = new JavaLapack();
        INFO =
            new BlasInfo(
                "Java",
                Runtime.version().toString(),
                "Java",
                "asked for by name (layerwise.blas=java); slow, for comparison only",
                1,
                Optional.empty());
      }
      case "openblas" -> {
        BLAS = new OpenBlas();
        LAPACK = new OpenLapack();
        INFO = OpenBlasLibrary.INFO;
      }
      default ->
          // An Error keeps its message where anything else would come out as a failed initialiser.
          throw new UnsatisfiedLinkError(
              "layerwise.blas is '" + NAME + "'; it may be openblas (the default) or java");
    }
  }

  private Backend() {}

  private static String requested() {
    String property = System.getProperty("layerwise.blas");
    String name = property != null ? property : System.getenv("LAYERWISE_BLAS");
    return name == null || name.isBlank() ? "openblas" : name.strip().toLowerCase(Locale.ROOT);
  }
}
