package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.StateVisitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SOAP by its authors. Where a factor's first second moment is singular, the basis of its null
 * space is arbitrary and the later steps depend on it: the bases of the first step are the file's,
 * where it holds them.
 */
record VyasSoap() implements Reference {
  @Override
  public boolean is(String optimizer) {
    return optimizer.equals("SOAP");
  }

  @Override
  public Plan plan(GoldenRun run) {
    Hyper hyper = new Hyper(run.hyper());
    Hyper.Pair betas = hyper.pair("betas", 0.95, 0.95);
    Plan.Said said =
        new Plan.Said()
            .number("lr", hyper.number("lr", 3e-3))
            .number("beta1", betas.first())
            .number("beta2", betas.second())
            .number("epsilon", hyper.number("eps", 1e-8))
            .number("weight-decay", hyper.number("weight_decay", 0.01))
            .whole("frequency", hyper.whole("precondition_frequency", 10))
            .whole("max-dim", hyper.whole("max_precond_dim", 10000))
            .flag("merge-dims", hyper.flag("merge_dims", false))
            .flag("precondition-1d", hyper.flag("precondition_1d", false))
            .flag("normalize", hyper.flag("normalize_grads", false))
            .flag("bias-correction", hyper.flag("correct_bias", true))
            .text("data-format", hyper.text("data_format", "channels_first").replace('_', '-'));
    double shampooBeta = hyper.number("shampoo_beta", -1);
    said.text("shampoo-beta", shampooBeta < 0 ? "-1" : Double.toString(shampooBeta));
    hyper.done();
    return new Plan("soap", said.all(), Training.USUAL, new Bases(bases(run)));
  }

  /** Q of the first step by parameter, as far as the file holds it. */
  private static Map<String, List<Place>> bases(GoldenRun run) {
    Map<String, List<Place>> bases = new HashMap<>();
    run.steps()
        .getFirst()
        .state()
        .ifPresent(state -> {
          for (String name : run.initial().keySet()) {
            state
                .optional(name)
                .flatMap(of -> of.optional("Q"))
                .ifPresent(Q -> bases.put(name, Q.items()));
          }
        });
    return bases;
  }

  /** Gives the optimizer the bases of the first step. */
  private record Bases(Map<String, List<Place>> bases) implements Plan.Watch {
    @Override
    public void stepped(long t, Optimizer optimizer, Problem problem) {
      if (t > 1) {
        return;
      }
      Map<String, Matrix> byName = new HashMap<>();
      bases.forEach((name, ofDimensions) -> {
        Parameter parameter = problem.parameters().get(name);
        for (int d = 0; d < ofDimensions.size(); d++) {
          if (ofDimensions.get(d).node().size() > 0) { // a dimension without a basis is empty
            byName.put(parameter.name() + "/Q" + d, ofDimensions.get(d).tensor().values());
          }
        }
      });
      optimizer.state(
          new StateVisitor() {
            @Override
            public void matrix(String name, Matrix M) {
              Matrix Q = byName.get(name);
              if (Q != null) {
                M.setTo(Q);
              }
            }

            @Override
            public double number(String name, double value) {
              return value;
            }

            @Override
            public long whole(String name, long value) {
              return value;
            }
          });
    }
  }
}
