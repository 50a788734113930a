package dev.layerwise.lab.train;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.lab.run.WholeFile;
import dev.layerwise.linalg.Matrix;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named tensors in the safetensors format: the length of a JSON header in eight bytes,
 * little-endian; the header with type, shape and place of each tensor; the values, row-major. Our
 * header also holds a checksum of the values, so that damage is found. Source: <a
 * href="https://github.com/huggingface/safetensors#format">the format's description</a>.
 */
public final class SafeTensors {
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "crc32";
  private static final int MAX_HEADER = 100_000_000;

  private SafeTensors() {}

  /** How numbers are stored. */
  public enum Precision {
    /** Single precision, rounded to nearest. */
    F32(4),
    /** Double precision, exact. */
    F64(8);

    private final int bytes;

    Precision(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * A tensor.
   *
   * @param name unique in its file
   * @param shape the dimensions (d₀, …, d_k)
   * @param values (d₀, d₁ ⋯ d_k), later dimensions varying faster along a row
   */
  public record Tensor(String name, List<Integer> shape, Matrix values) {
    /** Copies the shape. */
    public Tensor {
      shape = List.copyOf(shape);
    }
  }

  /**
   * What a file holds.
   *
   * @param metadata texts by name
   * @param tensors the tensors by name, in the file's order
   */
  public record Content(Map<String, String> metadata, Map<String, Tensor> tensors) {}

  /**
   * Writes a file, whole or not at all.
   *
   * @param file the file
   * @param metadata texts by name
   * @param tensors the tensors
   * @param precision how to store the numbers
   * @throws StorageException if it cannot be written
   */
  public static void write(
      Path file, Map<String, String> metadata, List<Tensor> tensors, Precision precision) {
    byte[] header = header(metadata, tensors, precision);
    WholeFile.write(
        file,
        out -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          out.write(length.putLong(header.length).array());
          out.write(header);
          for (Tensor tensor : tensors) {
            write(tensor.values(), precision, out);
          }
        });
  }

  private static byte[] header(
      Map<String, String> metadata, List<Tensor> tensors, Precision precision) {
    CRC32 crc = new CRC32();
    ObjectNode header = Json.object();
    ObjectNode texts = header.putObject(METADATA);
    metadata.forEach(texts::put);
    long offset = 0;
    for (Tensor tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", precision.name());
      entry.set("shape", Json.tree(tensor.shape()));
      long size = (long) precision.bytes * tensor.values().rows() * tensor.values().cols();
      entry.putArray("data_offsets").add(offset).add(offset + size);
      offset += size;
      rows(tensor.values(), precision, crc::update);
    }
    texts.put(CHECKSUM, Long.toHexString(crc.getValue()));
    String text = header.toString();
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Matrix A, Precision precision, OutputStream out) throws IOException {
    List<IOException> failed = new ArrayList<>();
    rows(
        A,
        precision,
        row -> {
          try {
            out.write(row);
          } catch (IOException e) {
            failed.add(e);
          }
        });
    if (!failed.isEmpty()) {
      throw failed.getFirst();
    }
  }

  private interface RowReader {
    void read(byte[] row);
  }

  private static void rows(Matrix A, Precision precision, RowReader reader) {
    ByteBuffer row = ByteBuffer.allocate(precision.bytes * A.cols()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < A.rows(); i++) {
      row.clear();
      for (int j = 0; j < A.cols(); j++) {
        switch (precision) {
          case F32 -> row.putFloat((float) A.get(i, j));
          case F64 -> row.putDouble(A.get(i, j));
        }
      }
      reader.read(row.array());
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @throws InputException if it is not such a file, or is damaged; the message names the offset
   */
  public static Content read(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      long size = Files.size(file);
      if (size < 8) {
        throw damaged(file, "it ends at offset " + size + ", within the length of its header");
      }
      long length = Long.reverseBytes(in.readLong());
      if (length < 2 || length > MAX_HEADER || 8 + length > size) {
        throw damaged(
            file, "its header of " + length + " bytes does not fit a file of " + size + " bytes");
      }
      String header = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
      return content(file, (ObjectNode) Json.parse(header), in, size - 8 - length);
    } catch (JacksonException | ClassCastException e) {
      throw damaged(file, "its header is not JSON (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
  }

  private static Content content(Path file, ObjectNode header, InputStream in, long left)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    JsonNode texts = header.path(METADATA);
    texts.properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asString()));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    CRC32 crc = new CRC32();
    long offset = 0;
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        continue;
      }
      Tensor tensor = zeros(file, entry.getKey(), entry.getValue());
      Precision precision = precision(file, entry.getKey(), entry.getValue());
      JsonNode place = entry.getValue().path("data_offsets");
      Matrix A = tensor.values();
      long end = offset + (long) precision.bytes * A.rows() * A.cols();
      if (place.path(0).asLong(-1) != offset || place.path(1).asLong(-1) != end || end > left) {
        throw damaged(
            file,
            "tensor '%s' lies at %s of %d bytes of values; want [%d,%d]"
                .formatted(entry.getKey(), place, left, offset, end));
      }
      for (int i = 0; i < A.rows(); i++) {
        byte[] row = in.readNBytes(precision.bytes * A.cols());
        crc.update(row);
        setRow(A, i, ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN), precision);
      }
      tensors.put(entry.getKey(), tensor);
      offset = end;
    }
    String checksum = metadata.remove(CHECKSUM);
    if (checksum != null && !checksum.equals(Long.toHexString(crc.getValue()))) {
      throw damaged(
          file,
          "the values' checksum is %x and the header says %s".formatted(crc.getValue(), checksum));
    }
    return new Content(metadata, tensors);
  }

  private static void setRow(Matrix A, int i, ByteBuffer row, Precision precision) {
    for (int j = 0; j < A.cols(); j++) {
      A.set(
          i,
          j,
          switch (precision) {
            case F32 -> row.getFloat();
            case F64 -> row.getDouble();
          });
    }
  }

  private static Precision precision(Path file, String name, JsonNode entry) {
    return switch (entry.path("dtype").asString("")) {
      case "F32" -> Precision.F32;
      case "F64" -> Precision.F64;
      default ->
          throw damaged(
              file, "tensor '" + name + "' is of type " + entry.path("dtype") + ", not F32 or F64");
    };
  }

  private static Tensor zeros(Path file, String name, JsonNode entry) {
    if (!(entry.path("shape") instanceof ArrayNode sizes) || sizes.isEmpty()) {
      throw damaged(file, "tensor '" + name + "' has no shape");
    }
    List<Integer> shape = new ArrayList<>();
    sizes.forEach(d -> shape.add(d.asInt(-1)));
    long rest = 1;
    for (int d : shape.subList(1, shape.size())) {
      rest *= d;
    }
    if (shape.stream().anyMatch(d -> d < 0) || rest * shape.getFirst() > Integer.MAX_VALUE) {
      throw damaged(file, "tensor '" + name + "' has the shape " + sizes);
    }
    return new Tensor(name, shape, Matrix.zeros(shape.getFirst(), (int) rest));
  }

  private static InputException damaged(Path file, String how) {
    return new InputException(file + " is not a whole safetensors file: " + how);
  }
}
