package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.nn.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A folder of CIFAR-10's binary version: records of a label byte and 3,072 pixels, 32×32 red, then
 * green, then blue; whichever of {@code data_batch_1.bin} to {@code data_batch_5.bin} are there,
 * and {@code test_batch.bin}, plain or gzipped; names of the classes from {@code batches.meta.txt}.
 * Source: <a href="https://www.cs.toronto.edu/~kriz/cifar.html">Krizhevsky 2009</a>.
 */
final class CifarFiles {
  private static final Shape SHAPE = new Shape(3, 32, 32);
  private static final int RECORD = 1 + 3 * 32 * 32;
  private static final int CLASSES = 10;
  private static final int BATCHES = 5;
  private static final String TEST = "test_batch.bin";
  private static final String NAMES = "batches.meta.txt";

  private CifarFiles() {}

  static boolean in(Path folder) {
    return !batches(folder).isEmpty() || RawFile.find(folder, TEST).isPresent();
  }

  private static List<Path> batches(Path folder) {
    return IntStream.rangeClosed(1, BATCHES)
        .mapToObj(k -> RawFile.find(folder, "data_batch_" + k + ".bin"))
        .flatMap(Optional::stream)
        .toList();
  }

  static Data read(Path folder, String name) {
    List<Path> batches = batches(folder);
    if (batches.isEmpty()) {
      throw new InputException(
          folder + " holds none of data_batch_1.bin to data_batch_5.bin, plain or with .gz");
    }
    List<String> names = names(folder.resolve(NAMES));
    return new Data(
        name,
        read(batches, names),
        RawFile.find(folder, TEST).map(file -> read(List.of(file), names)));
  }

  private static List<String> names(Path file) {
    List<String> names = new ArrayList<>();
    if (!Files.exists(file)) {
      IntStream.range(0, CLASSES).forEach(c -> names.add("" + c));
      return names;
    }
    try {
      Files.readAllLines(file).stream().filter(line -> !line.isBlank()).forEach(names::add);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
    if (names.size() != CLASSES) {
      throw new InputException(
          "%s holds %d names; want %d, a class a line".formatted(file, names.size(), CLASSES));
    }
    return names;
  }

  private static DataSet read(List<Path> files, List<String> names) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Integer> labels = new ArrayList<>();
    for (Path path : files) {
      try (RawFile file = RawFile.open(path)) {
        read(file, pixels, labels);
      }
    }
    return new DataSet(
        SHAPE,
        new Inputs.Pixels(pixels.toByteArray(), SHAPE.size()),
        new Targets.Classes(labels.stream().mapToInt(Integer::intValue).toArray(), names));
  }

  private static void read(RawFile file, ByteArrayOutputStream pixels, List<Integer> labels) {
    for (int k = 1; ; k++) {
      long start = file.offset();
      byte[] record = file.upTo(RECORD);
      if (record.length == 0 && k > 1) {
        return;
      }
      if (record.length < RECORD) {
        throw new InputException(
            "%s ends at offset %d, within record %d; want %d bytes a record"
                .formatted(file, file.offset(), k, RECORD));
      }
      int label = record[0] & 0xff;
      if (label >= CLASSES) {
        throw new InputException(
            "%s: the label at offset %d (record %d) is %d; want 0 to %d"
                .formatted(file, start, k, label, CLASSES - 1));
      }
      labels.add(label);
      pixels.write(record, 1, RECORD - 1);
    }
  }
}
