package dev.layerwise.lab.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    write(file, out -> out.write(bytes));
  }

  /** What a file holds, written piece by piece. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param out where to
     * @throws IOException if that fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a content that need not stand in memory at once, under a temporary name in the same
   * folder, then moves it into place.
   *
   * @param file the file
   * @param content its content
   * @throws StorageException if that fails; what stood under the name still stands there
   */
  public static void write(Path file, Content content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        content.writeTo(out);
      }
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
