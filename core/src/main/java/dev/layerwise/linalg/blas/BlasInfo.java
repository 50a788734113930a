package dev.layerwise.linalg.blas;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which linear algebra runs, for result files and the doctor.
 *
 * @param backend {@code OpenBLAS} or {@code Java}
 * @param version the backend's version
 * @param kernel the processor kernel, such as {@code SkylakeX}
 * @param kernelReason why this kernel runs, in one sentence
 * @param threads threads within one call
 * @param library the native library's file, if there is one
 */
public record BlasInfo(
    String backend,
    String version,
    String kernel,
    String kernelReason,
    int threads,
    Optional<Path> library) {

  /**
   * The backend in use.
   *
   * @return the facts of this JVM
   */
  public static BlasInfo current() {
    return Backend.INFO;
  }
}
