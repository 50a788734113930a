package dev.layerwise.lab.experiments;

import dev.layerwise.lab.task.Covariance;
import dev.layerwise.lab.task.LinearTask;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.lab.task.MomentStream;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.MultiTaskDescent;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks with a head each on one representation (Concurrence §3.1, App. B.3).
 *
 * @param Gstar the shared {@code G⋆} with Haar orthonormal rows, (k × dX)
 * @param Fstars the heads {@code F⋆⁽ᵗ⁾}, (dY × k) each
 * @param tasks the tasks
 */
record MultiTaskProblem(Matrix Gstar, List<Matrix> Fstars, List<LinearTask> tasks) {
  static final int FEATURES = 8;

  /**
   * How large.
   *
   * @param tasks T
   * @param outputs dY of each task
   * @param inputs dX
   * @param kappa κ(Σ) of each task's own covariance; 1 is {@code Σ = I}
   * @param noise standard deviation of the label noise
   * @param commonHead whether every task has the first one's head
   */
  record Sizes(
      int tasks, int outputs, int inputs, double kappa, double noise, boolean commonHead) {}

  static MultiTaskProblem draw(Sizes sizes, Rng rng) {
    Matrix Gstar = rng.stream("Gstar").haarRows(FEATURES, sizes.inputs());
    List<Matrix> Fstars = new ArrayList<>();
    List<LinearTask> tasks = new ArrayList<>();
    for (int t = 0; t < sizes.tasks(); t++) {
      Matrix Fstar =
          rng.stream("head", sizes.commonHead() ? 0 : t).gaussian(sizes.outputs(), FEATURES);
      Covariance covariance =
          sizes.kappa() == 1
              ? Covariance.isotropic(sizes.inputs())
              : Covariance.logSpaced(
                  sizes.inputs(), Math.log10(sizes.kappa()), rng.stream("covariance", t));
      Fstars.add(Fstar);
      tasks.add(new LinearTask(Fstar.times(Gstar), covariance, sizes.noise(), InputLaw.GAUSSIAN));
    }
    return new MultiTaskProblem(Gstar, List.copyOf(Fstars), List.copyOf(tasks));
  }

  /** Starts training; the first step fits the heads before it uses them, so they start at 0. */
  MultiTaskDescent.Training start(MultiTaskDescent method, Matrix G) {
    Matrix F = Fstars.getFirst();
    Matrix zero = Matrix.zeros(F.rows(), F.cols());
    return method.start(Fstars.stream().map(head -> zero).toList(), G);
  }

  /** {@code λmin(1/T Σ F⋆ᵀF⋆)}. */
  double weakestDirection() {
    Matrix P = Matrix.zeros(FEATURES, FEATURES);
    for (Matrix F : Fstars) {
      P.plusInPlace(1.0 / Fstars.size(), F.T().times(F));
    }
    return MultiTask.smallestEigenvalue(P.symmetrized());
  }

  Batches batches(int n, Rng rng) {
    List<MomentStream> streams = new ArrayList<>();
    for (int t = 0; t < tasks.size(); t++) {
      streams.add(tasks.get(t).batches(n, rng.stream("task", t)));
    }
    return new Batches(streams);
  }

  /** A stream of batches for each task. */
  record Batches(List<MomentStream> streams) {
    /** A fresh batch of each task. */
    List<Moments> next() {
      return streams.stream().map(MomentStream::next).toList();
    }
  }
}
