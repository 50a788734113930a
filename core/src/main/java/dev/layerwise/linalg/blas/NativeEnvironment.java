package dev.layerwise.linalg.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The environment that native libraries see; Java's own view of it was taken at the start. */
@SuppressWarnings("restricted") // OpenBLAS reads its settings from the environment alone
final class NativeEnvironment {
  private NativeEnvironment() {}

  static void set(Platform platform, String name, String value) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      MemorySegment text = arena.allocateFrom(value);
      if (platform.isWindows()) {
        MethodHandle set =
            linker.downcallHandle(
                SymbolLookup.libraryLookup("kernel32", arena)
                    .findOrThrow("SetEnvironmentVariableA"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        int _ = (int) set.invokeExact(key, text);
      } else {
        MethodHandle set =
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        int _ = (int) set.invokeExact(key, text, 1);
      }
    } catch (Throwable e) {
      throw OpenBlasSymbols.failed("setenv", e);
    }
  }

  /** Takes a variable away again; not on Windows, where nothing needs it. */
  static void unset(String name) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle unset =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("unsetenv"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS));
      int _ = (int) unset.invokeExact(arena.allocateFrom(name));
    } catch (Throwable e) {
      throw OpenBlasSymbols.failed("unsetenv", e);
    }
  }
}
