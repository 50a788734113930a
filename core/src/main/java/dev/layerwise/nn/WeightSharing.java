package dev.layerwise.nn;

/**
 * How a block that an example passes at T positions, such as a convolution, is turned into one
 * input and one output gradient for a Kronecker factor. With one position the two are the same.
 *
 * <p>Source: Eschenhagen et al. 2023, arXiv:2311.00636 §3.
 */
public enum WeightSharing {
  /** Each position is a row of its own: a (n T, dIn), g (n T, dOut). */
  EXPAND,
  /** Each example is a row: the mean of a and the sum of g over its positions. */
  REDUCE
}
