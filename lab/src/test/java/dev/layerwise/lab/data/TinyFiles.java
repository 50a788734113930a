package dev.layerwise.lab.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Data files of a few examples, whole or damaged. */
public final class TinyFiles {
  private TinyFiles() {}

  /** IDX images: pixel k of image i is {@code (7 i + k) mod 256}. */
  public static byte[] images(int count, int rows, int columns) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * rows * columns);
    bytes.putInt(2051).putInt(count).putInt(rows).putInt(columns);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < rows * columns; k++) {
        bytes.put((byte) (7 * i + k));
      }
    }
    return bytes.array();
  }

  /** IDX labels: label i is {@code i mod 10}. */
  public static byte[] labels(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(2049).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 10));
    }
    return bytes.array();
  }

  /** CIFAR-10 records: label {@code i mod 10}, pixels {@code (i + k) mod 256}. */
  public static byte[] cifar(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(3073 * count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 10));
      for (int k = 0; k < 3072; k++) {
        bytes.put((byte) (i + k));
      }
    }
    return bytes.array();
  }

  /** A folder as MNIST's, training images of 2×3 gzipped. */
  public static Path idx(Path folder, int training, int test) {
    write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images(training, 2, 3)));
    write(folder.resolve("train-labels-idx1-ubyte"), labels(training));
    write(folder.resolve("t10k-images-idx3-ubyte"), images(test, 2, 3));
    write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(test)));
    return folder;
  }

  /** Compresses. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a file and the folders above it. */
  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text. */
  public static Path write(Path file, String text) {
    return write(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
