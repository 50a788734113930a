package dev.layerwise.lab.conformance;

/** kfac-pytorch, whose preconditioned gradients go to PyTorch's SGD. */
record KfacPytorch() implements Reference {
  @Override
  public boolean is(String optimizer) {
    return optimizer.startsWith("KFACPreconditioner");
  }

  @Override
  public Plan plan(GoldenRun run) {
    throw new Unsupported("optimizer '" + run.optimizer() + "'");
  }
}
