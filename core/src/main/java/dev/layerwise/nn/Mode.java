package dev.layerwise.nn;

/** What a forward pass is for; layers that behave the same in both, which most do, ignore it. */
public enum Mode {
  /** Training: batch normalisation uses the batch's own statistics and updates its averages. */
  TRAIN,
  /** Evaluation: batch normalisation uses its averages. */
  EVALUATE
}
