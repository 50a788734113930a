package dev.layerwise.optim.natural;

import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.NetworkObjective;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Products with the Gauss-Newton matrix of a batch, {@code F p = (1/n) Σ Jᵀ H J p}, by one
 * derivative forwards and one backward pass; F is never formed. The parameters' gradients are
 * overwritten.
 */
final class NetworkProduct implements ConjugateGradients.Product {
  private final IdentityHashMap<Parameter, Matrix> direction = new IdentityHashMap<>();
  private final List<Matrix> parts = new ArrayList<>();
  private final List<Matrix> gradients;
  private Matrix curved = Matrix.zeros(0, 0);
  private NetworkObjective network;

  NetworkProduct(List<Parameter> parameters) {
    for (Parameter p : parameters) {
      Matrix part = Matrix.zeros(p.value().rows(), p.value().cols());
      parts.add(part);
      direction.put(p, part);
    }
    gradients = parameters.stream().map(Parameter::gradient).toList();
  }

  /** Turns to the batch of an objective, after its forward pass. */
  NetworkProduct on(NetworkObjective objective) {
    network = objective;
    Matrix f = network.outputs();
    if (curved.rows() != f.rows() || curved.cols() != f.cols()) {
      curved = Matrix.zeros(f.rows(), f.cols());
    }
    for (Parameter p : network.parameters()) {
      direction.computeIfAbsent(p, q -> Matrix.zeros(q.value().rows(), q.value().cols()));
    }
    return this;
  }

  @Override
  public void apply(Matrix p, Matrix y) {
    Concatenation.scatter(p, parts);
    Matrix Jp = network.pass().tangent(direction::get);
    network
        .pass()
        .backward(network.lossFunction().hessianProduct(network.outputs(), Jp, curved)); // Jᵀ H J p
    Concatenation.gather(gradients, y);
  }
}
