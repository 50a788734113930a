package dev.layerwise.linalg.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The native library: loaded once, and its functions. */
@SuppressWarnings("restricted") // calls into OpenBLAS are what this class is for
final class OpenBlasLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Path FILE;
  private static final SymbolLookup SYMBOLS;

  static final BlasInfo INFO;

  static {
    try {
      setenv("OPENBLAS_NUM_THREADS", "1");
      String chosen = System.getenv("OPENBLAS_CORETYPE");
      if (chosen == null
          && Files.exists(Path.of("/proc/cpuinfo"))
          && Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512f ")) {
        setenv("OPENBLAS_CORETYPE", "SKYLAKEX");
      }
      Path folder = Files.createTempDirectory("layerwise-openblas");
      Path last = null;
      for (String name :
          new String[] {
            "libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"
          }) {
        last = folder.resolve(name);
        try (InputStream in =
            ClassLoader.getSystemResourceAsStream("org/bytedeco/openblas/linux-x86_64/" + name)) {
          Files.copy(in, last, StandardCopyOption.REPLACE_EXISTING);
        }
        last.toFile().deleteOnExit();
      }
      FILE = last;
      folder.toFile().deleteOnExit();
      SYMBOLS = SymbolLookup.libraryLookup(last, Arena.global());
      INFO =
          new BlasInfo(
              "OpenBLAS",
              string("openblas_get_config"),
              string("openblas_get_corename"),
              "",
              1,
              Optional.of(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OpenBlasLibrary() {}

  private static void setenv(String name, String value) {
    MethodHandle setenv =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable e) {
      throw failed("setenv", e);
    }
  }

  private static String string(String function) {
    try {
      MemorySegment text =
          (MemorySegment)
              LINKER
                  .downcallHandle(SYMBOLS.findOrThrow(function), FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.US_ASCII);
    } catch (Throwable e) {
      throw failed(function, e);
    }
  }

  static MethodHandle critical(String name, MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor type =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, Linker.Option.critical(true));
  }

  static RuntimeException failed(String function, Throwable cause) {
    if (cause instanceof RuntimeException e) {
      return e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(function + " failed", cause);
  }
}
