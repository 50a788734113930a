package dev.layerwise.linalg.blas;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * The libraries of the class path, written to files that the operating system can load.
 *
 * <p>A file is complete or not there: it is written under another name, checked, and moved. Every
 * start compares it with the archive's size and checksum, so that a damaged one is written again.
 */
final class NativeFiles {
  private static final int BUFFER = 1 << 16;

  private NativeFiles() {}

  /** What the archive says of a file. */
  record Fingerprint(long size, long crc) {}

  /**
   * Writes what is missing or damaged.
   *
   * @param platform whose libraries
   * @param loader whose class path has them
   * @param cache where they go
   * @return the files in loading order
   * @throws UnsatisfiedLinkError if the class path lacks one
   * @throws IOException if one cannot be read or written
   */
  static List<Path> extract(Platform platform, ClassLoader loader, CacheFolder cache)
      throws IOException {
    List<URL> resources = new ArrayList<>();
    for (String file : platform.files()) {
      URL resource = loader.getResource(platform.resourceFolder() + file);
      if (resource == null) {
        throw new UnsatisfiedLinkError(
            platform.resourceFolder()
                + file
                + " is not on the class path; add org.bytedeco:openblas with classifier "
                + platform.name()
                + ", or run with -Dlayerwise.blas=java (slow)");
      }
      resources.add(resource);
    }
    Fingerprint main = fingerprint(resources.getLast());
    Path folder =
        Files.createDirectories(
            cache.path().resolve("openblas-%s-%08x".formatted(platform.name(), main.crc())));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < resources.size(); i++) {
      Path file = folder.resolve(platform.files().get(i));
      ensure(resources.get(i), file);
      files.add(file);
    }
    if (!cache.lasting()) {
      folder.toFile().deleteOnExit();
      files.forEach(file -> file.toFile().deleteOnExit());
    }
    return files;
  }

  private static void ensure(URL resource, Path file) throws IOException {
    Fingerprint wanted = fingerprint(resource);
    if (matches(file, wanted)) {
      return;
    }
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    try {
      try (InputStream in = resource.openStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!matches(part, wanted)) {
        throw new IOException(
            file + " did not come out as it stands in the archive; is the disk full?");
      }
      move(part, file);
    } catch (IOException e) {
      // Another process may have written the same file meanwhile, and have it loaded.
      if (!matches(file, wanted)) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Moves a complete file to its name in one step, where the file system can. */
  static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean matches(Path file, Fingerprint wanted) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != wanted.size()) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return fingerprint(in).equals(wanted);
    }
  }

  /** An archive's directory has size and checksum; anything else is read through. */
  static Fingerprint fingerprint(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    if (connection instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
        return new Fingerprint(entry.getSize(), entry.getCrc());
      }
    }
    try (InputStream in = new BufferedInputStream(resource.openStream())) {
      return fingerprint(in);
    }
  }

  private static Fingerprint fingerprint(InputStream in) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      crc.update(buffer, 0, n);
      size += n;
    }
    return new Fingerprint(size, crc.getValue());
  }

  /** Writes a small file whole or not at all. */
  static void write(Path file, byte[] content) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        out.write(content);
      }
      move(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
