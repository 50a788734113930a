package dev.layerwise.linalg.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The functions of one loaded copy of OpenBLAS. */
@SuppressWarnings("restricted") // calling OpenBLAS is what this class is for
final class OpenBlasSymbols {
  static final FunctionDescriptor DGEMM = type("v", "iiiiiidpipidpi");
  static final FunctionDescriptor DSYRK = type("v", "iiiiidpidpi");
  static final FunctionDescriptor TRIANGULAR = type("v", "iiiiiiidpipi");
  static final FunctionDescriptor DGEMV = type("v", "iiiidpipidpi");
  static final FunctionDescriptor DGER = type("v", "iiidpipipi");
  static final FunctionDescriptor DPOTRF = type("i", "ibipi");
  static final FunctionDescriptor DSYEVD = type("i", "ibbipippipi");
  static final FunctionDescriptor DGEQRF = type("i", "iiipippi");
  static final FunctionDescriptor DORGQR = type("i", "iiiipippi");
  static final FunctionDescriptor DGESDD = type("i", "ibiipippipipip");
  static final FunctionDescriptor DGETRF = type("i", "iiipip");
  static final FunctionDescriptor DGETRS = type("i", "ibiipippi");

  private final SymbolLookup symbols;

  /**
   * Loads a library for as long as the arena lives.
   *
   * @throws IllegalArgumentException if it cannot be loaded
   * @throws IllegalCallerException if native access is denied
   */
  OpenBlasSymbols(Path library, Arena arena) {
    symbols = SymbolLookup.libraryLookup(library, arena);
  }

  /** Makes a library known to those that are loaded after it and need it. */
  static void load(Path library) {
    SymbolLookup.libraryLookup(library, Arena.global());
  }

  /** A C function's type: i for int, d for double, b for char, p for pointer, v for void. */
  private static FunctionDescriptor type(String result, String arguments) {
    MemoryLayout[] layouts =
        arguments.chars().mapToObj(OpenBlasSymbols::layout).toArray(MemoryLayout[]::new);
    return result.equals("v")
        ? FunctionDescriptor.ofVoid(layouts)
        : FunctionDescriptor.of(layout(result.charAt(0)), layouts);
  }

  private static MemoryLayout layout(int letter) {
    return switch (letter) {
      case 'i' -> JAVA_INT;
      case 'd' -> JAVA_DOUBLE;
      case 'b' -> JAVA_BYTE;
      case 'p' -> ADDRESS;
      default -> throw new IllegalArgumentException("no C type " + (char) letter);
    };
  }

  /** A call that may be given heap arrays, and holds up garbage collection while it runs. */
  MethodHandle critical(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(symbols.findOrThrow(name), type, Linker.Option.critical(true));
  }

  /** A call that is given memory off the heap. */
  MethodHandle ordinary(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
  }

  String coreName() {
    return string("openblas_get_corename");
  }

  /** Version and build options, such as {@code OpenBLAS 0.3.31 DYNAMIC_ARCH ...}. */
  String config() {
    return string("openblas_get_config");
  }

  int threads() {
    try {
      return (int)
          ordinary("openblas_get_num_threads", FunctionDescriptor.of(JAVA_INT)).invokeExact();
    } catch (Throwable e) {
      throw failed("openblas_get_num_threads", e);
    }
  }

  void setOneThread() {
    try {
      ordinary("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(1);
    } catch (Throwable e) {
      throw failed("openblas_set_num_threads", e);
    }
  }

  private String string(String function) {
    try {
      MemorySegment text =
          (MemorySegment) ordinary(function, FunctionDescriptor.of(ADDRESS)).invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.US_ASCII);
    } catch (Throwable e) {
      throw failed(function, e);
    }
  }

  /** What to throw where a downcall failed, which it does for a programming error alone. */
  static RuntimeException failed(String function, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e
        ? e
        : new IllegalStateException(function + " failed", cause);
  }
}
