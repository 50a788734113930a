package dev.layerwise.optim.local;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import dev.layerwise.optim.form.Attempts;
import dev.layerwise.optim.form.BlockMatrices;

/**
 * Regression of every layer on targets of its own, {@code z − γ g}, with a proximal term:
 *
 * <pre>
 * W₊ = argmin_V ½ E‖V a − (z − γ g)‖² + (1/2η) ‖V − W‖²
 *    = W − γ η G (I + η Q)⁻¹,  Q = E[a aᵀ]
 * </pre>
 *
 * <p>The direction is {@code W − W₊}, or what some steps of gradient descent or RMSProp on that
 * problem make of it. On a batch, the problem's gradient at {@code W + Δ} is {@code γ G + Δ Q +
 * Δ/η}, so that inner steps cost no pass. Parameters outside layers with a weight matrix go along
 * their gradients.
 *
 * <p>Source: Amid, Anil and Warmuth 2022 (LocoProp-S); Concurrence App. D.1 with the targets {@code
 * z − γ g}: its targets z as printed make W itself the solution.
 */
public final class LocalRegression implements Direction {
  /** The decay and the divisor's guard of the inner RMSProp; as PyTorch's. */
  private static final double BETA = 0.99;

  private static final double EPSILON = 1e-8;
  private static final int TOLERATED = 3;

  private final BlockMatrices blocks;
  private final Problem problem;
  private final Solver solver;
  private final Matrix[] Q;
  private final Matrix[] delta;
  private final Matrix[] residual;
  private final Matrix[] squares;
  private final KeptInverse[] inverses;
  private final Attempts decompositions;
  private final Entries.Loop2 squaring = LocalRegression::average;
  private final Entries.Loop3 dividing = this::divide;
  private double gamma;
  private double eta;
  private double rate;

  /**
   * The problem of a layer.
   *
   * @param gamma γ, how far the targets are along −g
   * @param eta η, the proximal term's
   */
  public record Problem(Schedule gamma, Schedule eta) {
    /**
     * Checks the numbers that a run starts with.
     *
     * @throws IllegalArgumentException if one is not above 0
     */
    public Problem {
      requireAbove0(gamma.at(1), eta.at(1));
    }

    private static void requireAbove0(double gamma, double eta) {
      if (!(gamma > 0 && eta > 0)) {
        throw new IllegalArgumentException(
            "local regression: γ = " + gamma + ", η = " + eta + "; want numbers above 0");
      }
    }
  }

  /** How the problem is solved. */
  public sealed interface Solver {
    /** By a Cholesky factorisation. */
    record Exact() implements Solver {}

    /**
     * By steps from W.
     *
     * @param steps how many
     * @param rate the length of a step
     * @param rms whether entries are divided by the root of their running second moment (RMSProp)
     */
    record Steps(long steps, Schedule rate, boolean rms) implements Solver {}
  }

  /**
   * Starts.
   *
   * @param title the method's name, for messages
   * @param target what is trained
   * @param problem the problem of a layer
   * @param solver how it is solved
   */
  public LocalRegression(String title, Target target, Problem problem, Solver solver) {
    this.problem = problem;
    this.solver = solver;
    blocks = new BlockMatrices(target);
    decompositions = new Attempts(title, TOLERATED);
    int count = blocks.blocks().size();
    Q = new Matrix[count];
    delta = new Matrix[count];
    residual = new Matrix[count];
    squares = new Matrix[count];
    inverses = new KeptInverse[count];
    for (int b = 0; b < count; b++) {
      start(b);
    }
  }

  private void start(int b) {
    Block block = blocks.blocks().get(b);
    Q[b] = Matrix.zeros(block.dIn(), block.dIn());
    delta[b] = Matrix.zeros(block.dOut(), block.dIn());
    switch (solver) {
      case Solver.Exact exact -> {
        inverses[b] = new KeptInverse(block.dIn());
        decompositions.add(
            block.name() + " right factor", () -> inverses[b].setTo(1, Q[b], 1 / eta));
      }
      case Solver.Steps steps -> {
        residual[b] = Matrix.zeros(block.dOut(), block.dIn());
        squares[b] = Matrix.zeros(block.dOut(), block.dIn());
      }
    }
  }

  @Override
  public void update(Step step) {
    gamma = problem.gamma().at(step.t());
    eta = problem.eta().at(step.t());
    Problem.requireAbove0(gamma, eta);
    rate = solver instanceof Solver.Steps steps ? steps.rate().at(step.t()) : 0;
    step.phases().enter(Phase.STATISTICS);
    for (int b = 0; b < Q.length; b++) {
      Block block = blocks.blocks().get(b);
      Matrix a = step.network().pass().input(block);
      if (block.bias().isPresent()) {
        Batches.gramWithOnes(1.0 / a.rows(), a, Q[b]);
      } else {
        Q[b].setToGram(1.0 / a.rows(), a);
      }
      // G is the mean over examples of sums over T positions, and Q the mean over both.
      Q[b].timesInPlace(block.positions());
    }
    step.phases().enter(Phase.DECOMPOSITION);
    decompositions.run();
    step.phases().enter(Phase.UPDATE);
    for (int b = 0; b < Q.length; b++) {
      Matrix G = blocks.gradient(b);
      switch (solver) {
        case Solver.Exact exact ->
            delta[b].setToProduct(gamma, G, inverses[b].matrix()); // γ G (Q + I/η)⁻¹
        case Solver.Steps steps -> walk(b, G, steps);
      }
      blocks.setDirection(b, delta[b]);
    }
  }

  /** Δ from 0 by inner steps; what is left in delta is −Δ. */
  private void walk(int b, Matrix G, Solver.Steps steps) {
    delta[b].fill(0);
    squares[b].fill(0);
    for (long k = 0; k < steps.steps(); k++) {
      residual[b].setToProduct(delta[b], Q[b]).plusInPlace(1 / eta, delta[b]);
      residual[b].plusInPlace(gamma, G); // γ G + Δ Q + Δ/η
      if (steps.rms()) {
        Entries.each(squares[b], residual[b], squaring);
        Entries.each(delta[b], residual[b], squares[b], dividing);
      } else {
        delta[b].plusInPlace(-rate, residual[b]);
      }
    }
    delta[b].timesInPlace(-1);
  }

  private void divide(double[] d, double[] r, double[] v, int n) {
    for (int i = 0; i < n; i++) {
      d[i] -= rate * r[i] / (Math.sqrt(v[i]) + EPSILON);
    }
  }

  private static void average(double[] v, double[] r, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = BETA * v[i] + (1 - BETA) * r[i] * r[i];
    }
  }

  @Override
  public Matrix of(int i) {
    return blocks.of(i);
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int b = 0; b < inverses.length; b++) {
      if (solver instanceof Solver.Exact) {
        visitor.matrix(blocks.blocks().get(b).name() + "/inverse", inverses[b].matrix());
      }
    }
    decompositions.state(visitor);
  }
}
