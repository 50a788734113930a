package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out what {@code --data} names, and reads it. */
public final class DataSource {
  private DataSource() {}

  /**
   * How to read a table.
   *
   * @param label the column to be learned
   * @param regression whether it holds numbers to be learned, and not classes
   */
  public record TableOptions(Optional<String> label, boolean regression) {}

  /**
   * Reads a folder of IDX or CIFAR-10 files or a CSV file, or makes a synthetic task.
   *
   * @param spec path or name
   * @param table how to read a CSV file
   * @throws InputException if there is no such data or it is not as it should be; the message names
   *     file, offset or line, what was expected and what was found
   */
  public static Data open(String spec, TableOptions table) {
    Path path = Path.of(spec);
    if (Files.isDirectory(path)) {
      refuse(table, spec);
      return folder(path);
    }
    if (Files.isRegularFile(path)) {
      if (!spec.endsWith(".csv")) {
        throw new InputException(
            spec + " is a file of an unknown kind; want a folder or a file that ends in .csv");
      }
      String name = path.getFileName().toString();
      return CsvTable.read(
          path, word(name.substring(0, name.length() - 4)), table.label(), table.regression());
    }
    SyntheticTask task =
        SyntheticTask.named(spec.replaceFirst(":.*", ""))
            .orElseThrow(() ->
                new InputException(
                    "--data %s: there is no such folder or file, and no task of that name; tasks are"
                            .formatted(spec)
                        + " "
                        + SyntheticTask.names()));
    refuse(table, spec);
    return task.data(spec);
  }

  /** Whether the inputs are pixels, for which one mean and deviation over all are usual. */
  public static Standardization.Kind usualStandardization(Data data) {
    return switch (data.training().inputs()) {
      case Inputs.Pixels _ -> Standardization.Kind.GLOBAL;
      case Inputs.Reals _ -> Standardization.Kind.FEATURE;
    };
  }

  private static void refuse(TableOptions table, String spec) {
    if (table.label().isPresent() || table.regression()) {
      throw new InputException(
          "--label and --regression are for CSV files, and --data " + spec + " is none");
    }
  }

  private static Data folder(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : word(last.toString());
    if (IdxFiles.in(folder)) {
      return IdxFiles.read(folder, name);
    }
    if (CifarFiles.in(folder)) {
      return CifarFiles.read(folder, name);
    }
    throw new InputException(
        folder
            + " holds no data set: neither train-images-idx3-ubyte (as MNIST) nor data_batch_1.bin"
            + " (as CIFAR-10), plain or with .gz");
  }

  /** Keeps what may stand in a file name. */
  private static String word(String name) {
    String word = name.replaceAll("[^A-Za-z0-9.+_-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return word.isEmpty() ? "data" : word;
  }
}
