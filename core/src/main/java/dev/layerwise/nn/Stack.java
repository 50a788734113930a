package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Layers one after the other, at work on batches of n. */
final class Stack implements LayerPass {
  private final List<LayerPass> layers;
  private final List<BlockPass> blocks;

  /** The lowest layer with parameters: below it nobody needs a gradient. */
  private final int lowest;

  Stack(List<Node> nodes, int n) {
    List<LayerPass> passes = new ArrayList<>();
    int first = -1;
    for (int i = 0; i < nodes.size(); i++) {
      if (first < 0 && !nodes.get(i).parameters().isEmpty()) {
        first = passes.size();
      }
      if (WidePass.fits(nodes, i)) {
        passes.add(WidePass.of(nodes, i, n));
        i += 2;
      } else {
        passes.add(nodes.get(i).pass(n));
      }
    }
    layers = List.copyOf(passes);
    lowest = first < 0 ? passes.size() : first;
    List<BlockPass> all = new ArrayList<>();
    layers.forEach(layer -> all.addAll(layer.blocks()));
    blocks = List.copyOf(all);
  }

  @Override
  public List<BlockPass> blocks() {
    return blocks;
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Matrix out = X;
    for (int l = 0; l < layers.size(); l++) {
      out = layers.get(l).forward(out, mode);
    }
    return out;
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    Need inner = need.input(true);
    int last = need.inputGradient() ? 0 : lowest;
    Matrix g = dY;
    for (int l = layers.size() - 1; l >= last; l--) {
      g = layers.get(l).backward(g, l > last ? inner : need);
    }
    return g;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix tangent = dX;
    for (int l = 0; l < layers.size(); l++) {
      tangent = layers.get(l).tangent(tangent, direction);
    }
    return tangent;
  }
}
