/** Dense linear algebra on OpenBLAS, networks with layer statistics, curvature and optimizers. */
module dev.layerwise.core {
  exports dev.layerwise.linalg;
  exports dev.layerwise.linalg.blas;
  exports dev.layerwise.nn;
  exports dev.layerwise.curvature;
  exports dev.layerwise.optim;
  exports dev.layerwise.optim.form;
  exports dev.layerwise.optim.rule;
  exports dev.layerwise.optim.recipe;
  exports dev.layerwise.random;
}
