package dev.layerwise.lab.data;

import dev.layerwise.lab.run.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The data sets that experiments are made for. */
public enum KnownSet {
  /** Fashion-MNIST, as IDX files. */
  FASHION_MNIST("fashion-mnist", "Fashion-MNIST", "fashion-mnist", IdxFiles::in),
  /** CIFAR-10, as its binary version. */
  CIFAR_10("cifar-10", "CIFAR-10", "cifar-10-batches-bin", CifarFiles::in);

  private final String label;
  private final String title;
  private final String folder;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference
  private final Predicate<Path> stands;

  KnownSet(String label, String title, String folder, Predicate<Path> stands) {
    this.label = label;
    this.title = title;
    this.folder = folder;
    this.stands = stands;
  }

  /** The word in cells and result files, such as {@code cifar-10}. */
  public String label() {
    return label;
  }

  /** The name in a text, such as {@code CIFAR-10}. */
  public String title() {
    return title;
  }

  /** The folder that it is usually unpacked to, such as {@code cifar-10-batches-bin}. */
  public String folder() {
    return folder;
  }

  /**
   * The set of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KnownSet of(String label) {
    return Arrays.stream(values())
        .filter(set -> set.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no data set '" + label + "'"));
  }

  /** The usual folders of all sets, in words. */
  public static String folders() {
    return Arrays.stream(values()).map(set -> set.folder + "/").collect(Collectors.joining(" or "));
  }

  /**
   * The sets of a folder: those whose usual folders it holds, else the one whose files it holds
   * itself. IDX files in a folder of any name are taken for Fashion-MNIST; what was read is told
   * apart by its hash.
   *
   * @param dir the folder
   * @return set and its folder, in the order of this type
   * @throws InputException if it is not a folder or holds none
   */
  public static Map<KnownSet, Path> in(Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new InputException(
          "--data " + dir + " is not a folder; want one that holds " + folders());
    }
    Map<KnownSet, Path> found = new EnumMap<>(KnownSet.class);
    for (KnownSet set : values()) {
      Path inside = dir.resolve(set.folder);
      if (Files.isDirectory(inside) && set.stands.test(inside)) {
        found.put(set, inside);
      }
    }
    for (KnownSet set : found.isEmpty() ? values() : new KnownSet[0]) {
      if (found.isEmpty() && set.stands.test(dir)) {
        found.put(set, dir);
      }
    }
    if (found.isEmpty()) {
      throw new InputException(
          "--data "
              + dir
              + " holds no known data set; want "
              + folders()
              + " in it, or the files of one");
    }
    return found;
  }

  /**
   * Reads the set.
   *
   * @param dir its folder
   * @throws InputException if a file is not as it should be
   */
  public Data read(Path dir) {
    return DataSource.open(dir.toString(), new DataSource.TableOptions(Optional.empty(), false));
  }
}
