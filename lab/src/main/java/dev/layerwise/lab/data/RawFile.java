package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of bytes, plain or gzipped, read from its beginning; offsets are of the plain content. */
final class RawFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private long offset;

  private RawFile(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** Finds a file by its name, or with {@code .gz} added. */
  static Optional<Path> find(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path packed = folder.resolve(name + ".gz");
    if (Files.isRegularFile(plain)) {
      return Optional.of(plain);
    }
    return Files.isRegularFile(packed) ? Optional.of(packed) : Optional.empty();
  }

  static RawFile open(Path file) {
    try {
      InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
      if (!file.toString().endsWith(".gz")) {
        return new RawFile(file, raw);
      }
      try {
        return new RawFile(file, new GZIPInputStream(raw, BUFFER));
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, 0, e);
    }
  }

  /** Reads up to n bytes; fewer only at the end. */
  byte[] upTo(int n) {
    try {
      byte[] bytes = in.readNBytes(n);
      offset += bytes.length;
      return bytes;
    } catch (IOException e) {
      throw unreadable(file, offset, e);
    }
  }

  /**
   * Reads exactly n bytes.
   *
   * @param what what they are, for the message
   */
  byte[] exactly(int n, String what) {
    long start = offset;
    byte[] bytes = upTo(n);
    if (bytes.length < n) {
      throw new InputException(
          "%s ends at offset %d; want %d bytes from offset %d: %s"
              .formatted(file, offset, n, start, what));
    }
    return bytes;
  }

  /** Reads a big-endian whole number of four bytes. */
  int int32(String what) {
    byte[] b = exactly(4, what);
    return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
  }

  void requireEnd(String promised) {
    long end = offset;
    if (upTo(1).length > 0) {
      throw new InputException(
          "%s goes on after offset %d; want its end there: %s".formatted(file, end, promised));
    }
  }

  long offset() {
    return offset;
  }

  private static InputException unreadable(Path file, long offset, IOException e) {
    boolean packed = e instanceof EOFException || e instanceof ZipException;
    return packed
        ? new InputException(
            "%s is not a whole gzip file: it breaks after %d unpacked bytes or more (%s)"
                .formatted(file, offset, StorageException.reason(e)),
            e)
        : new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, offset, e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
