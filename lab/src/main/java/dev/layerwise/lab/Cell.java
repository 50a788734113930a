package dev.layerwise.lab;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One run of a sweep: its coordinates and its seed. A run is a pure function of its cell, so a cell
 * names a stored result and may run on any worker.
 *
 * @param experiment the experiment's id
 * @param scale the scale that the run belongs to
 * @param coordinates name and value of each swept quantity, in the order of the names
 * @param seed the seed of every random stream of the run
 */
public record Cell(
    String experiment, Scale scale, SortedMap<String, String> coordinates, long seed) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]*");

  /**
   * Checks the names, which become parts of file names.
   *
   * @throws IllegalArgumentException if a name or value is not a plain word
   */
  public Cell {
    requireWord(experiment);
    coordinates.forEach((name, value) -> {
      requireWord(name);
      requireWord(value);
    });
    coordinates = Collections.unmodifiableSortedMap(new TreeMap<>(coordinates));
  }

  /**
   * Makes a cell.
   *
   * @param experiment the experiment's id
   * @param scale the scale
   * @param coordinates the coordinates, in any order
   * @param seed the seed
   * @return the cell
   */
  public static Cell of(
      String experiment, Scale scale, Map<String, String> coordinates, long seed) {
    return new Cell(experiment, scale, new TreeMap<>(coordinates), seed);
  }

  /**
   * Returns the coordinate of the given name.
   *
   * @param name the coordinate's name
   * @return its value
   * @throws IllegalArgumentException if the cell has no such coordinate
   */
  public String coordinate(String name) {
    String value = coordinates.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "cell " + id() + " has no coordinate '" + name + "'; it has " + coordinates.keySet());
    }
    return value;
  }

  /**
   * Returns the cell's name: unique within its experiment, and fit for a file name.
   *
   * @return such as {@code paper,setting=uniform-high,seed=3}
   */
  public String id() {
    StringBuilder id = new StringBuilder(scale.label());
    coordinates.forEach((name, value) -> id.append(',').append(name).append('=').append(value));
    return id.append(",seed=").append(seed).toString();
  }

  private static void requireWord(String word) {
    if (!WORD.matcher(word).matches()) {
      throw new IllegalArgumentException(
          "'" + word + "' in a cell: want letters, digits, '.', '+', '_' or '-'");
    }
  }
}
