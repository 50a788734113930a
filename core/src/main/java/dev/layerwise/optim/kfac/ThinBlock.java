package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherType;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.KeptEigen;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code C = A ⊗ G} with the output factor of one batch in thin form, {@code G = SᵀS/n} from the n
 * rows of S, for layers with far more outputs than examples. G is never formed; its inverse acts
 * through {@code K = S Sᵀ/n}, (n, n):
 *
 * <pre>
 * (G + γ I)⁻¹ Sᵀ M = Sᵀ (K + γ I)⁻¹ M
 * (G + γ I)⁻¹ ∇    = (∇ − Sᵀ (K + γ I)⁻¹ S ∇/n)/γ,       G⁺ ∇ = Sᵀ K⁺² S ∇/n
 * </pre>
 *
 * <p>Without damping the inverses are those of Moore and Penrose; eigenvalues of at most 1e−12 of
 * the largest count as 0.
 *
 * <p>Where the network has one output, F is that of the outputs' own metric and the gradient is the
 * loss's own, {@code ∇ = Sᵀ diag(v) ā/n} with v the loss's gradient at the outputs, and the first
 * line gives the direction, {@code Sᵀ (K + γ I)⁻¹ diag(v) ā (A + α I)⁻¹/n}, without ∇.
 *
 * <p>Source: Zhang, Martens and Grosse 2019, Theorem 4 and App. D.2.
 */
final class ThinBlock implements BlockCurvature {
  /** Of the largest eigenvalue: what counts as 0. */
  private static final double CUT = 1e-12;

  private final Block block;
  private final FisherType fisher;
  private final KroneckerDamping damping;
  private final Matrix A;
  private final KeptEigen eigenA;
  private final Matrix joined;
  private Matrix inputs = Matrix.zeros(0, 0);
  private Matrix v = Matrix.zeros(0, 0);
  private Matrix K = Matrix.zeros(0, 0);
  private KeptEigen eigenK = new KeptEigen(0);
  private Pass pass;
  private double share;
  private int visits;

  ThinBlock(Block block, FisherType fisher, KroneckerDamping damping) {
    this.block = block;
    this.fisher = fisher;
    this.damping = damping;
    A = Matrix.zeros(block.dIn(), block.dIn());
    eigenA = new KeptEigen(block.dIn());
    joined = Matrix.zeros(block.dOut(), block.dIn());
  }

  @Override
  public String name() {
    return block.name();
  }

  @Override
  public boolean knowsGradient(NetworkObjective objective) {
    return objective.outputs().cols() == 1 && fisher.isOutputMetric(objective.lossFunction());
  }

  @Override
  public void begin(double rho) {
    visits = 0;
  }

  @Override
  public void addInputs(Pass batch) {
    pass = batch;
    int n = batch.size();
    if (inputs.rows() != n) {
      inputs = Matrix.zeros(n, block.dIn());
      v = Matrix.zeros(n, 1);
      K = Matrix.zeros(n, n);
      eigenK = new KeptEigen(n);
    }
    if (block.bias().isPresent()) {
      Rows.withOnes(batch.input(block), inputs);
    } else {
      inputs.setTo(batch.input(block));
    }
    A.setLowerToGram(1.0 / n, inputs);
  }

  @Override
  public void addOutputs(Pass batch, double weight) {
    visits++;
    if (visits > 1) {
      throw new IllegalArgumentException(
          "thin blocks: layer "
              + block.name()
              + " keeps the output gradients of one backward pass, and fisher or samples ask for"
              + " more; want one output, fisher=sampled with samples=1, or kronecker blocks");
    }
    share = weight / batch.size();
    batch.outputGram(block, K);
    K.timesInPlace(share); // S Sᵀ / n
  }

  @Override
  public List<Decomposition> decompositions() {
    return List.of(
        new Decomposition(block.name() + ", input factor", lambda -> eigenA.setTo(A)),
        new Decomposition(block.name() + ", output factor", lambda -> eigenK.setTo(K)));
  }

  private KroneckerDamping.Split split(double lambda) {
    return damping.split(
        new KroneckerDamping.Size(A.rows(), A.trace()),
        new KroneckerDamping.Size(block.dOut(), K.trace()), // tr G = tr K
        1,
        lambda);
  }

  /** {@code M ← f(eigenvalues) M}, in the eigenbasis. */
  private static Matrix apply(KeptEigen eigen, DoubleUnaryOperator f, Matrix M) {
    Matrix Q = eigen.vectors();
    Matrix rotated = Q.T().times(M);
    double least = CUT * eigen.values().get(Q.rows() - 1, 0);
    for (int i = 0; i < Q.rows(); i++) {
      double e = eigen.values().get(i, 0);
      double factor = f.applyAsDouble(e <= least ? 0 : e);
      for (int j = 0; j < M.cols(); j++) {
        rotated.set(i, j, factor * rotated.get(i, j));
      }
    }
    return Q.times(rotated);
  }

  /** {@code 1/(scale e + ridge)}, 0 where that is 1/0. */
  private static DoubleUnaryOperator inverse(double scale, double ridge) {
    return e -> {
      double damped = scale * e + ridge;
      return damped == 0 ? 0 : 1 / damped;
    };
  }

  @Override
  public void applyToOwn(double lambda, NetworkObjective objective, ParameterVector.OfBlock V) {
    KroneckerDamping.Split split = split(lambda);
    objective.lossFunction().gradient(objective.outputs(), objective.targets(), v);
    Matrix M = inputs.times(1.0 / inputs.rows());
    Entries.columns(v, M, ThinBlock::scaleRows); // diag(v) ā / n
    M = apply(eigenA, inverse(split.inputScale(), split.inputRidge()), M.T()).T();
    M = apply(eigenK, inverse(split.outputScale(), split.outputRidge()), M);
    pullBack(M, V);
  }

  private static void scaleRows(double[] s, double[] m, int n) {
    for (int k = 0; k < m.length; k += n) {
      for (int i = 0; i < n; i++) {
        m[k + i] *= s[i];
      }
    }
  }

  /** {@code V ← Sᵀ M}. */
  private void pullBack(Matrix M, ParameterVector.OfBlock V) {
    if (V.bias().isEmpty()) {
      pass.pullBack(block, M, V.weight());
    } else {
      pass.pullBack(block, M, joined);
      V.splitFrom(joined);
    }
  }

  @Override
  public void apply(double lambda, ParameterVector.OfBlock G, ParameterVector.OfBlock V) {
    KroneckerDamping.Split split = split(lambda);
    double gamma = split.outputRidge();
    double sigma = split.outputScale();
    Matrix SG = Matrix.zeros(inputs.rows(), inputs.cols());
    pass.pushForward(block, G.joinInto(joined), SG);
    DoubleUnaryOperator function =
        gamma == 0
            ? e -> e == 0 ? 0 : share / (sigma * e * e)
            : e -> -sigma * share / (gamma * (sigma * e + gamma));
    Matrix M = apply(eigenK, function, SG);
    DoubleUnaryOperator inverseA = inverse(split.inputScale(), split.inputRidge());
    Matrix D = gamma == 0 ? Matrix.zeros(joined.rows(), joined.cols()) : joined.times(1 / gamma);
    pass.pullBack(block, M, joined);
    V.splitFrom(joined.setTo(apply(eigenA, inverseA, D.plusInPlace(joined).T()).T()));
  }

  @Override
  public double quadratic(ParameterVector.OfBlock u) {
    Matrix Su = Matrix.zeros(inputs.rows(), inputs.cols());
    pass.pushForward(block, u.joinInto(joined), Su);
    Matrix SuA = apply(eigenA, e -> e, Su.T());
    return share * SuA.dot(Su.T());
  }

  @Override
  public void state(StateVisitor visitor) {
    // nothing of one batch outlives its step
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    reader.accept(block.name() + " inputs", eigenA.values().toColumnMajor());
    reader.accept(block.name() + " outputs", eigenK.values().toColumnMajor());
  }
}
