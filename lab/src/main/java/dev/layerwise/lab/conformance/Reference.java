package dev.layerwise.lab.conformance;

/** A reference implementation: what its hyperparameters are called here. */
interface Reference {
  /** Whether it is the one of a name, as files give it. */
  boolean is(String optimizer);

  /**
   * Translates a run's hyperparameters, all of them.
   *
   * @throws Unsupported if one is unknown or has a value that is not supported
   */
  Plan plan(GoldenRun run);
}
