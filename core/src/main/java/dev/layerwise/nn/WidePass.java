package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import java.util.List;
import java.util.function.Function;

/**
 * {@code F = φ(X Wᵀ) Aᵀ} with a trained W (m, d) and a given A (C, m), on batches of n: a {@link
 * Layer.Linear}, an {@link Layer.Activation} and a {@link Layer.Readout} as one.
 *
 * <p>Units are visited in tiles that fit a cache, so that no matrix of the size (n, m) travels to
 * memory and back; the slopes φ′ are kept, by a bit each for the ReLU. The output gradients of the
 * layer, {@code g = (dF A) ∘ φ′}, are made tile by tile from dF where a product with them is asked
 * for, and as a matrix only for who asks for that.
 */
final class WidePass implements LayerPass, LayerPass.BlockPass {
  /** Entries of a tile: 256 KiB, so that two of them fit a second-level cache of 1 MiB. */
  private static final int TILE = 1 << 15;

  private final int n;
  private final int width;
  private final Parameter weight;
  private final Matrix A;
  private final Slopes slopes;
  private final Matrix F;
  private final Scratch tangents;
  private final Scratch inputs;
  private final Scratch dense;
  private final Room full;
  private final Room rest;
  private final Entries.Loop2 cutReadout = this::cutReadout;
  private final Entries.Loop2 pasteDense = this::pasteDense;
  private int first;
  private boolean fresh;
  private Matrix X;
  private Matrix dF;
  private Matrix factor;

  private WidePass(int n, Parameter weight, Nonlinearity function, Matrix A) {
    this.n = n;
    this.weight = weight;
    this.A = A;
    int m = A.cols();
    width = Math.min(m, Math.max(64, TILE / n / 64 * 64));
    slopes =
        function.equals(Nonlinearity.RELU)
            ? new ActiveUnits(n, m)
            : new Slopes.Entrywise(n, m, function);
    F = Matrix.zeros(n, A.rows());
    tangents = new Scratch(n, A.rows());
    inputs = new Scratch(n, weight.value().cols());
    dense = new Scratch(n, m);
    full = new Room(n, width, weight.value().cols(), A.rows());
    rest = m % width == 0 ? full : new Room(n, m % width, weight.value().cols(), A.rows());
    X = F;
    dF = F;
    factor = Matrix.zeros(n, weight.value().cols());
  }

  /** The matrices of one tile of c units. */
  private record Room(Matrix W, Matrix Z, Matrix G, Matrix a) {
    Room(int n, int c, int d, int outputs) {
      this(Matrix.zeros(c, d), Matrix.zeros(n, c), Matrix.zeros(n, c), Matrix.zeros(outputs, c));
    }
  }

  /** Whether the nodes from i on are a linear layer without bias, an activation and a readout. */
  static boolean fits(List<Node> nodes, int i) {
    return i + 2 < nodes.size()
        && nodes.get(i).layer() instanceof Layer.Linear linear
        && !linear.bias()
        && nodes.get(i + 1).layer() instanceof Layer.Activation
        && nodes.get(i + 2).layer() instanceof Layer.Readout;
  }

  /** The pass of three nodes that {@link #fits} has found. */
  static WidePass of(List<Node> nodes, int i, int n) {
    return new WidePass(
        n,
        nodes.get(i).parameters().get(0),
        ((Layer.Activation) nodes.get(i + 1).layer()).function(),
        nodes.get(i + 2).buffers().get(0).value());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of(this);
  }

  /** Turns to the tile of the units from {@code unit} on. */
  private Room at(int unit) {
    first = unit;
    Room room = unit + width <= A.cols() ? full : rest;
    Entries.columns(room.a, A, cutReadout);
    return room;
  }

  private void cutReadout(double[] tile, double[] all, int outputs) {
    System.arraycopy(all, first * outputs, tile, 0, tile.length);
  }

  /** {@code Z = X Wᵀ} of a tile. */
  private static Matrix preactivations(Matrix X, Matrix W, int unit, Room room) {
    return room.Z.setToProduct(X, Rows.cut(W, unit, room.W).T());
  }

  @Override
  public Matrix forward(Matrix newX, Mode mode) {
    X = newX;
    F.fill(0);
    for (int unit = 0; unit < A.cols(); unit += width) {
      Room room = at(unit);
      slopes.forward(unit, preactivations(X, weight.value(), unit, room), room.a, F, room.G);
    }
    return F;
  }

  @Override
  public Matrix backward(Matrix newDF, Need need) {
    dF = newDF;
    fresh = false;
    if (need.gradients().isPresent()) {
      pullBack(1.0 / n, X, need.gradients().get().apply(weight)); // G = gᵀX / n
    }
    if (!need.inputGradient()) {
      return dF;
    }
    Matrix dX = inputs.get().fill(0);
    for (int unit = 0; unit < A.cols(); unit += width) {
      Room room = at(unit);
      dX.plusProductInPlace(1, gradients(room), Rows.cut(weight.value(), unit, room.W));
    }
    return dX;
  }

  /** {@code g = (dF A) ∘ φ′} of the tile at hand. */
  private Matrix gradients(Room room) {
    return slopes.backward(first, dF, room.a, room.G);
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix dW = direction.apply(weight);
    Matrix dY = tangents.get().fill(0);
    for (int unit = 0; unit < A.cols(); unit += width) {
      Room room = at(unit);
      Matrix dZ = preactivations(X, dW, unit, room);
      if (dX != null) {
        dZ.plusProductInPlace(1, dX, Rows.cut(weight.value(), unit, room.W).T());
      }
      dY.plusProductInPlace(1, slopes.times(unit, dZ), room.a.T());
    }
    return dY;
  }

  @Override
  public Matrix input() {
    return X;
  }

  @Override
  public Matrix outputGradient() {
    if (!fresh) {
      for (int unit = 0; unit < A.cols(); unit += width) {
        Entries.columns(gradients(at(unit)), dense.get(), pasteDense);
      }
      fresh = true;
    }
    return dense.get();
  }

  private void pasteDense(double[] tile, double[] all, int rows) {
    System.arraycopy(tile, 0, all, first * rows, tile.length);
  }

  @Override
  public void outputGram(Matrix K) {
    if (slopes.gram(dF, A, K)) {
      return;
    }
    K.fill(0);
    for (int unit = 0; unit < A.cols(); unit += width) {
      K.plusGramInPlace(1, gradients(at(unit)).T()); // g gᵀ
    }
  }

  @Override
  public void pullBack(Matrix Y, Matrix into) {
    pullBack(1, Y, into);
  }

  private void pullBack(double alpha, Matrix Y, Matrix into) {
    if (factor.cols() != Y.cols()) {
      factor = Matrix.zeros(n, Y.cols());
    }
    if (slopes.pullBack(alpha, dF, A, factor.setTo(Y), into)) {
      return;
    }
    for (int unit = 0; unit < A.cols(); unit += width) {
      Room room = at(unit);
      Matrix tile = Y.cols() == room.W.cols() ? room.W : Matrix.zeros(room.W.rows(), Y.cols());
      Rows.paste(tile.setToProduct(alpha, gradients(room).T(), factor), into, unit); // gᵀ Y
    }
  }

  @Override
  public void pushForward(Matrix U, Matrix into) {
    into.fill(0);
    for (int unit = 0; unit < A.cols(); unit += width) {
      Room room = at(unit);
      Matrix tile = U.cols() == room.W.cols() ? room.W : Matrix.zeros(room.W.rows(), U.cols());
      into.plusProductInPlace(1, gradients(room), Rows.cut(U, unit, tile)); // g U
    }
  }
}
