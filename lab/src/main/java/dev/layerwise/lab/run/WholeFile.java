package dev.layerwise.lab.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that readers see whole or not at all. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Writes a text under a temporary name in the same folder, then moves it into place.
   *
   * @param file the file
   * @param text its text, to be written in UTF-8
   * @throws StorageException if that fails; what stood under the name still stands there
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes under a temporary name in the same folder, then moves them into place.
   *
   * @param file the file
   * @param bytes its content
   * @throws StorageException if that fails; what stood under the name still stands there
   */
  public static void write(Path file, byte[] bytes) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.write(temporary, bytes);
      move(temporary, file);
    } catch (IOException e) {
      discard(temporary);
      throw new StorageException("cannot write", file, e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems cannot; a plain move is the nearest thing there.
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException ignored) {
      // The first failure is the one to report.
    }
  }
}
