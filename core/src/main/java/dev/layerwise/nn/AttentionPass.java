package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Attention of the last token to all tokens, on batches of n. With u the gradient at the output,
 * {@code m = W_Vᵀ W_Oᵀ u} and {@code γ_t = p_t (m·h_t − m·c)}:
 *
 * <pre>
 * r = Σ γ_t h_t / √head       G_Q = (W_K r) sᵀ       G_K = q rᵀ
 *                             G_V = (W_Oᵀ u) cᵀ      G_O = u (W_V c)ᵀ
 * </pre>
 *
 * <p>So the gradient of an example has rank one for each of the four, and keys are never formed:
 * {@code q·k_t = (W_Kᵀ q)·h_t}.
 */
final class AttentionPass implements LayerPass {
  private final int n;
  private final double scale;
  private final List<Parameter> weights;
  private final List<BlockPass> blocks;
  private final Tokens tokens;

  private final Matrix S;
  private final Matrix Q;
  private final Matrix kappa;
  private final Matrix P;
  private final Matrix context;
  private final Matrix V;
  private final Matrix O;
  private final Matrix dV;
  private final Matrix M;
  private final Matrix gamma;
  private final Matrix R;
  private final Matrix dQ;
  private final Scratch inputs;
  private final Scratch last;
  private final Tangent tangent;
  private final double[] largest;
  private final double[] sums;
  private final Entries.Loop1 softmax = this::softmax;
  private final Entries.Loop2 centre = this::centre;
  private Matrix X;
  private Matrix u;

  /** Room for {@link #tangent}. */
  private record Tangent(
      Scratch s, Scratch q, Scratch kappa, Scratch p, Scratch c, Scratch v, Scratch o) {
    Tangent(int n, int size, int head, int positions) {
      this(
          new Scratch(n, size),
          new Scratch(n, head),
          new Scratch(n, size),
          new Scratch(n, positions),
          new Scratch(n, size),
          new Scratch(n, head),
          new Scratch(n, size));
    }
  }

  AttentionPass(int n, Shape input, Layer.Attention layer, List<Parameter> weights) {
    this.n = n;
    this.weights = weights;
    scale = 1 / Math.sqrt(layer.head());
    int size = layer.size();
    int head = layer.head();
    int positions = input.positions();
    tokens = new Tokens(n, size, positions);
    S = Matrix.zeros(n, size);
    Q = Matrix.zeros(n, head);
    kappa = Matrix.zeros(n, size);
    P = Matrix.zeros(n, positions);
    context = Matrix.zeros(n, size);
    V = Matrix.zeros(n, head);
    O = Matrix.zeros(n, size);
    dV = Matrix.zeros(n, head);
    M = Matrix.zeros(n, size);
    gamma = Matrix.zeros(n, positions);
    R = Matrix.zeros(n, size);
    dQ = Matrix.zeros(n, head);
    inputs = new Scratch(n, input.size());
    last = new Scratch(n, size);
    tangent = new Tangent(n, size, head, positions);
    largest = new double[n];
    sums = new double[n];
    X = S;
    u = O;
    blocks =
        List.of(seen(S, dQ, false), seen(R, Q, true), seen(context, dV, false), new OutputPass());
  }

  private static BlockPass seen(Matrix a, Matrix g, boolean follows) {
    return new BlockPass() {
      @Override
      public Matrix input() {
        return a;
      }

      @Override
      public Matrix outputGradient() {
        return g;
      }

      @Override
      public boolean inputFollowsGradient() {
        return follows;
      }
    };
  }

  private final class OutputPass implements BlockPass {
    @Override
    public Matrix input() {
      return V;
    }

    @Override
    public Matrix outputGradient() {
      return u;
    }
  }

  private Matrix weight(int i) {
    return weights.get(i).value();
  }

  @Override
  public List<BlockPass> blocks() {
    return blocks;
  }

  @Override
  public Matrix forward(Matrix newX, Mode mode) {
    X = newX;
    tokens.last(X, S);
    Q.setToProduct(S, weight(0).T());
    kappa.setToProduct(Q, weight(1)); // W_Kᵀ q
    tokens.dots(X, kappa, scale, P);
    Entries.each(P, softmax);
    tokens.weightedSum(X, P, 1, context); // c = Σ p_t h_t
    V.setToProduct(context, weight(2).T());
    return O.setToProduct(V, weight(3).T());
  }

  private void softmax(double[] p, int length) {
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    for (int from = 0; from < length; from += n) {
      for (int i = 0; i < n; i++) {
        largest[i] = Math.max(largest[i], p[from + i]);
      }
    }
    Arrays.fill(sums, 0);
    for (int from = 0; from < length; from += n) {
      for (int i = 0; i < n; i++) {
        p[from + i] = Math.exp(p[from + i] - largest[i]);
        sums[i] += p[from + i];
      }
    }
    for (int from = 0; from < length; from += n) {
      for (int i = 0; i < n; i++) {
        p[from + i] /= sums[i];
      }
    }
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    u = dY;
    dV.setToProduct(u, weight(3)); // W_Oᵀ u
    M.setToProduct(dV, weight(2));
    tokens.dots(X, M, 1, gamma);
    Entries.columns(P, gamma, centre);
    tokens.weightedSum(X, gamma, scale, R); // r = Σ γ_t h_t / √head
    dQ.setToProduct(R, weight(1).T()); // W_K r
    if (need.gradients().isPresent()) {
      Function<Parameter, Matrix> into = need.gradients().get();
      for (int i = 0; i < weights.size(); i++) {
        Matrix g = blocks.get(i).outputGradient();
        into.apply(weights.get(i)).setToProduct(1.0 / n, g.T(), blocks.get(i).input());
      }
    }
    if (!need.inputGradient()) {
      return dY;
    }
    Matrix dX = inputs.get();
    tokens.outer(P, M, 1, dX);
    tokens.plusOuter(gamma, kappa, scale, dX);
    tokens.plusLast(last.get().setToProduct(dQ, weight(0)), dX);
    return dX;
  }

  /** {@code γ_t ← p_t (γ_t − Σ p γ)}, which is the derivative of the softmax. */
  private void centre(double[] p, double[] g, int rows) {
    Arrays.fill(sums, 0);
    for (int from = 0; from < p.length; from += n) {
      for (int i = 0; i < n; i++) {
        sums[i] += p[from + i] * g[from + i];
      }
    }
    for (int from = 0; from < p.length; from += n) {
      for (int i = 0; i < n; i++) {
        g[from + i] = p[from + i] * (g[from + i] - sums[i]);
      }
    }
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix q = tangent.q.get().setToProduct(S, direction.apply(weights.get(0)).T());
    if (dX != null) {
      q.plusProductInPlace(1, tokens.last(dX, tangent.s.get()), weight(0).T());
    }
    Matrix k = tangent.kappa.get().setToProduct(q, weight(1));
    k.plusProductInPlace(1, Q, direction.apply(weights.get(1)));
    Matrix p = tokens.dots(X, k, scale, tangent.p.get());
    if (dX != null) {
      tokens.plusDots(dX, kappa, scale, p);
    }
    Entries.columns(P, p, centre);
    Matrix c = tokens.weightedSum(X, p, 1, tangent.c.get());
    if (dX != null) {
      tokens.plusWeightedSum(dX, P, 1, c);
    }
    Matrix v = tangent.v.get().setToProduct(c, weight(2).T());
    v.plusProductInPlace(1, context, direction.apply(weights.get(2)).T());
    Matrix o = tangent.o.get().setToProduct(v, weight(3).T());
    return o.plusProductInPlace(1, V, direction.apply(weights.get(3)).T());
  }
}
