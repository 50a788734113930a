package dev.layerwise.linalg.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where files that can be made again are kept from one start to the next.
 *
 * @param path a folder that exists and can be written
 * @param lasting false if the folder goes with this JVM, because no lasting one could be written
 */
record CacheFolder(Path path, boolean lasting) {

  /**
   * The user's folder: {@code LAYERWISE_CACHE}, or {@code layerwise} in the place that the platform
   * has for caches; a new temporary folder where that cannot be written.
   */
  static CacheFolder open() throws IOException {
    return open(
        preferred(System::getenv, System.getProperty("os.name"), System.getProperty("user.home")));
  }

  static CacheFolder open(Optional<Path> preferred) throws IOException {
    if (preferred.isPresent()) {
      try {
        Path folder = Files.createDirectories(preferred.get());
        Files.delete(Files.createTempFile(folder, "write", ".tmp"));
        return new CacheFolder(folder, true);
      } catch (IOException | SecurityException _) {
        // Not writable: a home folder of a container or a cluster node often is not.
      }
    }
    Path folder = Files.createTempDirectory("layerwise");
    folder.toFile().deleteOnExit();
    return new CacheFolder(folder, false);
  }

  static Optional<Path> preferred(UnaryOperator<String> environment, String osName, String home) {
    Optional<Path> own = folder(environment.apply("LAYERWISE_CACHE"));
    if (own.isPresent()) {
      return own;
    }
    Optional<Path> caches;
    if (osName.startsWith("Windows")) {
      caches = folder(environment.apply("LOCALAPPDATA"));
    } else if (osName.startsWith("Mac")) {
      caches = folder(home).map(h -> h.resolve("Library").resolve("Caches"));
    } else {
      caches =
          folder(environment.apply("XDG_CACHE_HOME"))
              .or(() -> folder(home).map(h -> h.resolve(".cache")));
    }
    return caches.map(c -> c.resolve("layerwise"));
  }

  private static Optional<Path> folder(String text) {
    return text == null || text.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(text)).filter(Path::isAbsolute);
  }
}
