package dev.layerwise.optim;

/**
 * The counted cost of a step on one layer.
 *
 * @param statistics floating-point operations of curvature statistics and running means
 * @param decomposition floating-point operations of decompositions, divided by their interval
 * @param update floating-point operations of applying the preconditioner, and everything else
 * @param bytes bytes read and written by work on entries alone
 * @param stateNumbers numbers that the method's definition makes it remember
 */
public record Cost(
    double statistics, double decomposition, double update, double bytes, double stateNumbers) {
  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

  /**
   * A layer's sizes.
   *
   * @param dOut rows of the weight matrix
   * @param dIn columns of the weight matrix, the bias counted
   * @param batch rows of the layer's inputs in a batch: examples times positions
   */
  public record LayerSize(int dOut, int dIn, long batch) {
    /** dOut · dIn. */
    public double weights() {
      return (double) dOut * dIn;
    }
  }

  /** The sum. */
  public Cost plus(Cost other) {
    return new Cost(
        statistics + other.statistics,
        decomposition + other.decomposition,
        update + other.update,
        bytes + other.bytes,
        stateNumbers + other.stateNumbers);
  }

  /** All floating-point operations. */
  public double flops() {
    return statistics + decomposition + update;
  }
}
