package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.rule.KFac;
import java.util.ArrayList;
import java.util.List;

/**
 * T tasks with their own heads on one shared representation, preconditioned in two stages: by each
 * task's inputs, then by the task-averaged heads.
 *
 * <pre>
 * F⁽ᵗ⁾₊ = F⁽ᵗ⁾ − η_F ∇_F L̂⁽ᵗ⁾(F⁽ᵗ⁾, G) Q_F⁽ᵗ⁾⁻¹            Q_F⁽ᵗ⁾ = Ê⁽ᵗ⁾[z zᵀ]
 * D⁽ᵗ⁾  = ∇_G L̂⁽ᵗ⁾(F⁽ᵗ⁾₊, G) Q_G⁽ᵗ⁾⁻¹                       Q_G⁽ᵗ⁾ = Ê⁽ᵗ⁾[x xᵀ]
 * G₊    = Ortho(G − η_G P_G⁻¹ (1/T Σ_t D⁽ᵗ⁾))               P_G = 1/T Σ_t F⁽ᵗ⁾ᵀF⁽ᵗ⁾
 * </pre>
 *
 * <p>Source: Concurrence eqs. (20) to (22), with the orthonormal rows of eq. (8). The averaged left
 * factor is invertible even where each task has fewer outputs than the representation has
 * dimensions.
 *
 * @param etaG learning rate η_G of the representation
 * @param etaF learning rate η_F of the heads; 1 is the least-squares head
 * @param leftFactor how the heads precondition the representation
 * @param constraint what follows the update of the representation
 */
public record MultiTaskDescent(
    double etaG, double etaF, LeftFactor leftFactor, RowConstraint constraint) {
  /** How the heads precondition the representation's direction. */
  public enum LeftFactor {
    /** By the average {@code 1/T Σ F⁽ᵗ⁾ᵀF⁽ᵗ⁾}, after averaging over tasks (eq. (22)). */
    TASK_AVERAGED,
    /** By each task's own pseudo-inverse {@code (F⁽ᵗ⁾ᵀF⁽ᵗ⁾)†}, before averaging. */
    LOCAL,
    /** Not at all. */
    NONE
  }

  /**
   * Starts training.
   *
   * @param heads {@code F⁽ᵗ⁾}, (dY × k) each
   * @param G the shared representation, (k × dX)
   * @return the training
   */
  public Training start(List<Matrix> heads, Matrix G) {
    return new Training(this, heads, G);
  }

  /** A multi-task training run in progress. */
  public static final class Training {
    private final MultiTaskDescent method;
    private final Rule.LayerOptimizer headOptimizer;
    private List<Matrix> heads;
    private Matrix G;

    private Training(MultiTaskDescent method, List<Matrix> heads, Matrix G) {
      this.method = method;
      this.headOptimizer = new KFac(method.etaF).start(); // P_F = I, Q_F = Ê[z zᵀ]
      this.heads = List.copyOf(heads);
      this.G = G;
    }

    /**
     * Performs one iteration.
     *
     * @param A each task's batch for the representation
     * @param B each task's independent batch for the head
     * @throws ShapeException if there is not one batch of each kind for each task
     * @throws dev.layerwise.linalg.NumericalException if a factor cannot be inverted
     */
    public void step(List<Moments> A, List<Moments> B) {
      int T = heads.size();
      if (A.size() != T || B.size() != T) {
        throw new ShapeException(
            "MultiTaskDescent: %d tasks, %d and %d batches; want two batches for each task"
                .formatted(T, A.size(), B.size()));
      }
      List<Matrix> nextHeads = new ArrayList<>();
      Matrix D = Matrix.zeros(G.rows(), G.cols());
      Matrix P = Matrix.zeros(G.rows(), G.rows());
      for (int t = 0; t < T; t++) {
        LinearNetwork task = LinearNetwork.of(heads.get(t), G);
        nextHeads.add(headOptimizer.step(task.on(B.get(t)).layer(1))); // (20)
        LayerStatistics representation = task.with(1, nextHeads.get(t)).on(A.get(t)).layer(0);
        D.plusInPlace(1.0 / T, taskDirection(representation)); // (21)
        P.plusInPlace(1.0 / T, representation.ggT().dense());
      }
      heads = List.copyOf(nextHeads);
      Matrix direction =
          method.leftFactor == LeftFactor.TASK_AVERAGED
              ? Spd.of(P).named("task-averaged FᵀF").inv().times(D)
              : D;
      G = method.constraint.impose(G.copy().plusInPlace(-method.etaG, direction)); // (22)
    }

    private Matrix taskDirection(LayerStatistics representation) {
      Matrix D = representation.G().times(representation.aaT().inv());
      return method.leftFactor == LeftFactor.LOCAL
          ? SymmetricEigen.of(representation.ggT().dense()).pseudoInverse().times(D)
          : D;
    }

    /**
     * Returns the shared representation.
     *
     * @return {@code G}, (k × dX)
     */
    public Matrix representation() {
      return G;
    }

    /**
     * Returns the heads.
     *
     * @return {@code F⁽ᵗ⁾}, (dY × k) each
     */
    public List<Matrix> heads() {
      return heads;
    }
  }
}
