package dev.layerwise.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that is run to its end.
 *
 * @param command the program and its arguments
 * @param folder the folder to run it in
 * @param environment variables to set
 */
record Subprocess(List<String> command, Path folder, Map<String, String> environment) {
  private static final int LAST_LINES = 5;

  /**
   * Runs it.
   *
   * @param accepted the exit statuses that are not failures
   * @return what it printed
   * @throws IOException if it cannot be started, or ends with another status
   */
  String run(Integer... accepted) throws IOException {
    Path errors = Files.createTempFile("layerwise-bench", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      Process process = builder.redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (!List.of(accepted).contains(status)) {
        throw new IOException(
            "%s ended with status %d: %s"
                .formatted(String.join(" ", command), status, lastLines(errors)));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command.getFirst(), e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static String lastLines(Path file) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip().lines().toList();
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
