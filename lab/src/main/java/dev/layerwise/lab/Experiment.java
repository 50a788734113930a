package dev.layerwise.lab;

import java.util.List;
import java.util.Map;

/**
 * An experiment as data: what is swept, what a run measures, the figures, and the claims. A new
 * experiment is one file that implements this and one line in the catalogue; command line, runner,
 * report and documentation iterate over the catalogue.
 */
public interface Experiment {
  /**
   * Returns what the experiment is about.
   *
   * @return id, place in the paper, and what it shows
   */
  ExperimentInfo info();

  /**
   * Returns how many seeds a scale uses when the user names no number.
   *
   * @param scale the scale
   * @return the number of seeds, at least 1
   */
  int defaultSeeds(Scale scale);

  /**
   * Returns every setting that a reader needs to understand the numbers.
   *
   * @param scale the scale
   * @return name and value (numbers, strings, lists), in the order to print them
   */
  Map<String, Object> settings(Scale scale);

  /**
   * Returns the runs.
   *
   * @param scale the scale
   * @param seeds how many seeds
   * @return the cells, in the order in which results are listed
   */
  List<Cell> cells(Scale scale, int seeds);

  /**
   * Performs one run. A pure function of the cell: same cell, same version, same points, on any
   * thread. Divergence and numerical failure of one series are events of the record, not
   * exceptions.
   *
   * @param cell one of {@link #cells}
   * @return the run's points
   */
  RunRecord run(Cell cell);

  /**
   * Returns the figures, laid out as in the paper.
   *
   * @param results every stored point
   * @return the figures; the first is the one shown small in the index
   */
  List<Figure> figures(Results results);

  /**
   * Returns the paper's claims that this experiment tests.
   *
   * @return the claims
   */
  List<Claim> claims();
}
