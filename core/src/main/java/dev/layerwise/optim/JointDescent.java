package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.LinearStatistics;
import dev.layerwise.nn.Moments;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every layer is updated on the first batch at once, each by the same rule: plain SGD, Adam.
 *
 * @param rule the rule of every layer
 * @param representation what follows the update of layer 0
 */
public record JointDescent(Rule rule, RowConstraint representation) implements Method {
  @Override
  public Training start(LinearNetwork initial) {
    List<Rule.LayerOptimizer> optimizers =
        IntStream.range(0, initial.depth()).mapToObj(layer -> rule.start()).toList();
    return new Training() {
      private LinearNetwork network = initial;

      @Override
      public void step(Moments A, Moments B) {
        LinearStatistics statistics = network.on(A);
        Matrix[] next = new Matrix[network.depth()];
        for (int layer = 0; layer < next.length; layer++) {
          next[layer] = optimizers.get(layer).step(statistics.layer(layer));
        }
        next[0] = representation.impose(next[0]);
        network = new LinearNetwork(List.of(next));
      }

      @Override
      public LinearNetwork network() {
        return network;
      }
    };
  }
}
