package dev.layerwise.linalg.blas;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** OpenBLAS as this JVM uses it: found, extracted, given its settings and loaded, once. */
final class OpenBlasLibrary {
  static final OpenBlasSymbols SYMBOLS;
  static final BlasInfo INFO;

  static {
    // An Error keeps its message where anything else would come out as a failed initialiser.
    try {
      CacheFolder cache = CacheFolder.open();
      Loaded loaded = load(Platform.current(), cache);
      SYMBOLS = loaded.symbols();
      INFO = loaded.info();
    } catch (IOException e) {
      throw error("OpenBLAS could not be written to a folder to load it from: " + e, e);
    } catch (IllegalCallerException e) {
      throw error(
          "native access is denied; start Java with --enable-native-access=dev.layerwise.core"
              + " (ALL-UNNAMED on the class path), or with -Dlayerwise.blas=java (slow)",
          e);
    } catch (IllegalArgumentException e) {
      throw error(
          "OpenBLAS could not be loaded ("
              + e.getMessage()
              + "); its folder must allow execution (set LAYERWISE_CACHE to one that does), and on"
              + " Linux the system's C library must be glibc",
          e);
    }
  }

  private OpenBlasLibrary() {}

  private record Loaded(OpenBlasSymbols symbols, BlasInfo info) {}

  private static UnsatisfiedLinkError error(String message, Exception cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
    error.initCause(cause);
    return error;
  }

  private static Loaded load(Platform platform, CacheFolder cache) throws IOException {
    List<Path> files = NativeFiles.extract(platform, OpenBlasLibrary.class.getClassLoader(), cache);
    Path library = files.getLast();
    files.subList(0, files.size() - 1).forEach(OpenBlasSymbols::load);
    boolean userThreads = System.getenv("OPENBLAS_NUM_THREADS") != null;
    if (!userThreads) {
      // Keeps OpenBLAS from starting threads that it would not use.
      NativeEnvironment.set(platform, "OPENBLAS_NUM_THREADS", "1");
    }
    KernelChoice kernel =
        platform.name().equals("linux-x86_64")
            ? KernelChoice.of(
                System.getenv("OPENBLAS_CORETYPE"),
                Processor.current(),
                library.getParent().getFileName().toString(),
                cache,
                new KernelTrial(platform, library))
            : new KernelChoice(Optional.empty(), "OpenBLAS's own choice");
    kernel.coreType().ifPresent(t -> NativeEnvironment.set(platform, "OPENBLAS_CORETYPE", t));
    OpenBlasSymbols symbols = new OpenBlasSymbols(library, Arena.global());
    if (!userThreads) {
      symbols.setOneThread();
    }
    return new Loaded(
        symbols,
        new BlasInfo(
            "OpenBLAS",
            version(symbols.config()),
            symbols.coreName(),
            kernel.reason(),
            symbols.threads(),
            Optional.of(library)));
  }

  /** The number in {@code OpenBLAS 0.3.31 DYNAMIC_ARCH ...}. */
  private static String version(String config) {
    List<String> words = List.of(config.split(" ", -1));
    return words.size() > 1 ? words.get(1) : config;
  }
}
