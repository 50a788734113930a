package dev.layerwise.linalg.blas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Which of OpenBLAS's processor kernels to ask for, and why.
 *
 * <p>OpenBLAS takes AMD's AVX-512 processors for Haswell. On some of them the SkylakeX kernels are
 * nearly twice as fast in products, on others slower in solves; so the two are measured, once for a
 * processor and a library, and what was found is kept: later starts neither measure nor change
 * results.
 *
 * @param coreType what to put in {@code OPENBLAS_CORETYPE}, or empty for OpenBLAS's own choice
 * @param reason one sentence
 */
record KernelChoice(Optional<String> coreType, String reason) {

  /** The kernels that already use AVX-512. */
  private static final Set<String> WITH_AVX512 = Set.of("skylakex", "cooperlake", "sapphirerapids");

  private static final String CANDIDATE = "SKYLAKEX";

  /** A choice changes every last bit of later results: not for less than this factor of speed. */
  static final double MARGIN = 1.2;

  /** How a measurement is made. */
  interface Measurement {
    /** What OpenBLAS takes this processor for, by itself. */
    String detected() throws IOException;

    /** How many times as fast as the detected kernel the candidate is. */
    double speed(String candidate) throws IOException;
  }

  /**
   * Chooses.
   *
   * @param userCoreType what the user has put in {@code OPENBLAS_CORETYPE}, or null
   * @param processor this machine's
   * @param library the library's checksum
   * @param cache where findings are kept
   * @param measurement how to measure, if that is needed
   */
  static KernelChoice of(
      String userCoreType,
      Processor processor,
      String library,
      CacheFolder cache,
      Measurement measurement) {
    if (userCoreType != null && !userCoreType.isBlank()) {
      return new KernelChoice(
          Optional.empty(), "OPENBLAS_CORETYPE is set to " + userCoreType.strip());
    }
    if (!processor.hasAvx512()) {
      return new KernelChoice(
          Optional.empty(), "OpenBLAS's own choice; the processor has no AVX-512");
    }
    if (!cache.lasting()) {
      return new KernelChoice(
          Optional.empty(),
          "OpenBLAS's own choice; not measured, because no cache folder can be written");
    }
    String key = processor.model() + "; library " + library;
    Path file = cache.path().resolve("openblas-kernel-%08x.properties".formatted(crc(key)));
    try {
      Optional<KernelChoice> kept = read(file, key);
      if (kept.isPresent()) {
        return kept.get();
      }
      String detected = measurement.detected();
      if (WITH_AVX512.contains(detected.toLowerCase(Locale.ROOT))) {
        return keep(file, key, "", "OpenBLAS's own choice, with AVX-512");
      }
      double speed = measurement.speed(CANDIDATE);
      String found =
          String.format(
              Locale.ROOT,
              "measured once on this processor: SkylakeX is %.2f times as fast as %s",
              speed,
              detected);
      return speed >= MARGIN
          ? keep(file, key, CANDIDATE, found)
          : keep(file, key, "", found + ", less than the 1.2 that a change needs");
    } catch (IOException e) {
      return new KernelChoice(
          Optional.empty(), "OpenBLAS's own choice; measuring failed: " + e.getMessage());
    }
  }

  private static long crc(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static KernelChoice keep(Path file, String key, String coreType, String reason)
      throws IOException {
    Properties properties = new Properties();
    properties.setProperty("for", key);
    properties.setProperty("coreType", coreType);
    properties.setProperty("reason", reason);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    properties.store(content, null);
    NativeFiles.write(file, content.toByteArray());
    // Of two processes that measured at once, the last to write decides for all later ones.
    return read(file, key).orElseThrow(() -> new IOException(file + " cannot be read back"));
  }

  /** What was kept; nothing if the file is missing, damaged or for something else. */
  private static Optional<KernelChoice> read(Path file, String key) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    String coreType = properties.getProperty("coreType");
    String reason = properties.getProperty("reason");
    if (!key.equals(properties.getProperty("for")) || coreType == null || reason == null) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelChoice(Optional.of(coreType).filter(type -> !type.isEmpty()), reason));
  }
}
