package dev.layerwise.optim;

import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;

/**
 * An optimizer of a whole linear network, as a value: which layers are updated on which batch, in
 * which order, by which rule.
 */
public interface Method {
  /**
   * Starts training.
   *
   * @param initial the network before the first step
   * @return the training, to be advanced step by step
   */
  Training start(LinearNetwork initial);

  /**
   * Returns the batch as the network is given it. Methods that normalise their inputs override
   * this; a loss of their network is measured on what it returns.
   *
   * @param batch the batch's moments
   * @return the moments of what the network sees
   */
  default Moments seen(Moments batch) {
    return batch;
  }

  /** A training run in progress. */
  interface Training {
    /**
     * Performs one iteration.
     *
     * @param A the batch on which the representation is updated
     * @param B an independent batch, on which the head is updated by methods that alternate
     * @throws dev.layerwise.linalg.NumericalException if a factor cannot be inverted
     */
    void step(Moments A, Moments B);

    /**
     * Returns the current network.
     *
     * @return the network after the last step
     */
    LinearNetwork network();
  }
}
