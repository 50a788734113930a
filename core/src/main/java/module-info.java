/** Dense linear algebra on OpenBLAS, networks with layer statistics, curvature and optimizers. */
module dev.layerwise.core {
  exports dev.layerwise.linalg;
  exports dev.layerwise.linalg.blas;
  exports dev.layerwise.random;
}
