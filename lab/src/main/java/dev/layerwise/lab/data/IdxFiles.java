package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.nn.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A folder of IDX files, as MNIST and Fashion-MNIST are kept: images of unsigned bytes with magic
 * number 2051, labels 0 to 9 with 2049, numbers big-endian, plain or gzipped. Source: <a
 * href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, MNIST</a>.
 */
final class IdxFiles {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;
  private static final int CLASSES = 10;
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private IdxFiles() {}

  static boolean in(Path folder) {
    return IntStream.range(0, 4)
        .mapToObj(List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)::get)
        .anyMatch(name -> RawFile.find(folder, name).isPresent());
  }

  static Data read(Path folder, String name) {
    DataSet training = read(need(folder, TRAIN_IMAGES), need(folder, TRAIN_LABELS));
    Optional<Path> images = RawFile.find(folder, TEST_IMAGES);
    Optional<Path> labels = RawFile.find(folder, TEST_LABELS);
    if (images.isEmpty() && labels.isEmpty()) {
      return new Data(name, training, Optional.empty());
    }
    DataSet test = read(need(folder, TEST_IMAGES), need(folder, TEST_LABELS));
    if (!test.shape().equals(training.shape())) {
      throw new InputException(
          "%s holds images of %d×%d; want the training set's %d×%d"
              .formatted(
                  images.orElseThrow(),
                  test.shape().height(),
                  test.shape().width(),
                  training.shape().height(),
                  training.shape().width()));
    }
    return new Data(name, training, Optional.of(test));
  }

  private static Path need(Path folder, String name) {
    return RawFile.find(folder, name)
        .orElseThrow(
            () -> new InputException(folder + " holds neither " + name + " nor " + name + ".gz"));
  }

  private static DataSet read(Path images, Path labels) {
    Shape shape;
    byte[] pixels;
    try (RawFile file = RawFile.open(images)) {
      requireMagic(file, IMAGES, "images of unsigned bytes");
      int count = size(file, "images");
      int rows = size(file, "rows");
      int columns = size(file, "columns");
      shape = new Shape(1, rows, columns);
      String what = "%d images of %d×%d".formatted(count, rows, columns);
      long bytes =
          Math.multiplyHigh((long) count * rows, columns) == 0
              ? (long) count * rows * columns
              : Long.MAX_VALUE;
      if (bytes < 0 || bytes > Integer.MAX_VALUE - 8) {
        throw new InputException(
            "%s promises %s; want at most %d bytes".formatted(file, what, Integer.MAX_VALUE - 8));
      }
      pixels = file.exactly((int) bytes, what);
      file.requireEnd(what);
    }
    int[] classes = readLabels(labels);
    int count = pixels.length / shape.size();
    if (classes.length != count) {
      throw new InputException(
          "%s holds %d labels; want %d, one for each image of %s"
              .formatted(labels, classes.length, count, images));
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new DataSet(
        shape, new Inputs.Pixels(pixels, shape.size()), new Targets.Classes(classes, names));
  }

  private static int[] readLabels(Path labels) {
    try (RawFile file = RawFile.open(labels)) {
      requireMagic(file, LABELS, "labels of unsigned bytes");
      int count = size(file, "labels");
      long start = file.offset();
      byte[] bytes = file.exactly(count, count + " labels");
      file.requireEnd(count + " labels");
      int[] classes = new int[count];
      for (int i = 0; i < count; i++) {
        classes[i] = bytes[i] & 0xff;
        if (classes[i] >= CLASSES) {
          throw new InputException(
              "%s: the label at offset %d is %d; want 0 to %d"
                  .formatted(file, start + i, classes[i], CLASSES - 1));
        }
      }
      return classes;
    }
  }

  private static void requireMagic(RawFile file, int wanted, String what) {
    int magic = file.int32("the magic number");
    if (magic != wanted) {
      throw new InputException(
          "%s: the magic number at offset 0 is %d; want %d (%s)"
              .formatted(file, magic, wanted, what));
    }
  }

  private static int size(RawFile file, String what) {
    long offset = file.offset();
    int size = file.int32("the number of " + what);
    if (size < 1) {
      throw new InputException(
          "%s: the number of %s at offset %d is %d; want at least 1"
              .formatted(file, what, offset, size));
    }
    return size;
  }
}
