package dev.layerwise.lab.conformance;

import java.util.List;

/** Every reference implementation that is known. A new one adds its line here. */
final class References {
  private static final List<Reference> ALL =
      List.of(
          new TorchOptimizer(),
          new KellerJordanMuon(),
          new VyasSoap(),
          new DistributedShampoo(),
          new KfacJax(),
          new KfacPytorch());

  private References() {}

  /**
   * The one that a run is of.
   *
   * @throws Unsupported if it is not known
   */
  static Reference of(GoldenRun run) {
    return ALL.stream()
        .filter(reference -> reference.is(run.optimizer()))
        .findFirst()
        .orElseThrow(() -> new Unsupported("optimizer '" + run.optimizer() + "'"));
  }
}
