package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/** Lengths and angles of a step, for those who ask; costs a copy of weights and gradients. */
final class Diagnostics {
  private final List<Parameter> parameters;
  private final List<Matrix> before;
  private double gradient;
  private double direction;
  private double product;
  private double update;

  Diagnostics(List<Parameter> parameters) {
    this.parameters = parameters;
    this.before = parameters.stream().map(p -> p.value().copy()).toList();
  }

  void before() {
    for (int i = 0; i < before.size(); i++) {
      before.get(i).setTo(parameters.get(i).value());
    }
    gradient = 0;
    direction = 0;
    product = 0;
    update = 0;
  }

  void seen(Matrix G, Matrix D, double scale) {
    gradient = Math.hypot(gradient, G.frobeniusNorm());
    direction = Math.hypot(direction, scale * D.frobeniusNorm());
    product += scale * G.dot(D);
  }

  void after() {
    for (int i = 0; i < before.size(); i++) {
      Matrix step = before.get(i).minusInPlace(parameters.get(i).value());
      update = Math.hypot(update, step.frobeniusNorm());
    }
  }

  void report(ObjDoubleConsumer<String> reader) {
    reader.accept("gradient norm", gradient);
    reader.accept("update norm", update);
    reader.accept("effective learning rate", update / gradient);
    reader.accept("alignment", product / (gradient * direction));
  }
}
