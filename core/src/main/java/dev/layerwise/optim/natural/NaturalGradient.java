package dev.layerwise.optim.natural;

import dev.layerwise.curvature.FisherType;
import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import dev.layerwise.optim.form.BlockMatrices;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * The natural gradient, {@code D = (F + λ I)⁻¹ ∇}, over all parameters as one vector, F the Fisher
 * / Gauss-Newton matrix of the batch: through the Gram matrix of its m n per-example gradients, or
 * by conjugate gradients.
 *
 * <p>Where F is {@code JᵀJ/n} and the gradient the loss's own, the Gram matrix is solved in the
 * space of outputs, {@code D = Jᵀ (J Jᵀ + n λ I)⁻¹ v}: then λ may be 0, and the gradient is not
 * even computed.
 *
 * <p>Where the direction cannot be computed, that of the step before is taken again.
 *
 * <p>Source: Amari 1998; Concurrence App. D.1; Martens 2010 for conjugate gradients; NGD eq. (7)
 * for the Gram matrix.
 */
public final class NaturalGradient implements Direction {
  private static final int TOLERATED = 3;

  /** Rows of the Gram matrix up to which it is formed, if the choice is free. */
  private static final int GRAM_ROWS = 2048;

  private final List<Matrix> gradients;
  private final BlockMatrices blocks;
  private final FisherType fisher;
  private final Way way;
  private final Schedule lambda;
  private final long iterations;
  private final Schedule tolerance;
  private final NetworkProduct product;
  private final Failures failures = new Failures("natural gradient", TOLERATED);
  private final List<Matrix> directions;
  private final Matrix gradient;
  private ConjugateGradients conjugate = new ConjugateGradients(0);
  private GramSolver gram;
  private OutputSolver outputs;
  private final IdentityHashMap<Parameter, Matrix> directionOf = new IdentityHashMap<>();
  private final Function<Parameter, Matrix> places = this::directionOf;
  private final Runnable throughOutputs = this::throughOutputs;
  private final Runnable throughGram = this::throughGram;
  private final Runnable byConjugateGradients = this::byConjugateGradients;
  private final boolean linear;

  // The step under way, which the attempts read.
  private NetworkObjective network;
  private double ridge;
  private long t;

  /** How the equations are solved. */
  public enum Way {
    /** Through the Gram matrix. */
    GRAM,
    /** By conjugate gradients. */
    CONJUGATE_GRADIENTS,
    /** Through the Gram matrix where that is possible and has at most 2048 rows. */
    AUTO
  }

  /**
   * How accurately conjugate gradients solve.
   *
   * @param iterations at most so many
   * @param tolerance residual relative to the gradient at which they stop
   */
  public record Accuracy(long iterations, Schedule tolerance) {}

  /**
   * Starts.
   *
   * @param target what is trained
   * @param fisher what F is made of
   * @param way how the equations are solved
   * @param lambda λ ≥ 0, and above 0 but where D is found in the space of outputs
   * @param accuracy of conjugate gradients
   * @throws IllegalArgumentException if conjugate gradients are asked for with another F than the
   *     exact Gauss-Newton matrix
   */
  public NaturalGradient(
      Target target, FisherType fisher, Way way, Schedule lambda, Accuracy accuracy) {
    this.fisher = fisher;
    this.way = way;
    this.lambda = lambda;
    this.iterations = accuracy.iterations();
    this.tolerance = accuracy.tolerance();
    if (way == Way.CONJUGATE_GRADIENTS && !exact()) {
      throw new IllegalArgumentException(
          "natural gradient: conjugate gradients take products with the exact Gauss-Newton matrix;"
              + " want fisher=exact, or solver=gram");
    }
    blocks = new BlockMatrices(target);
    linear =
        blocks.coverAll()
            && blocks.blocks().stream().mapToInt(Block::positions).max().orElse(1) == 1;
    gradients = target.parameters().stream().map(Parameter::gradient).toList();
    directions = gradients.stream().map(G -> Matrix.zeros(G.rows(), G.cols())).toList();
    for (int i = 0; i < directions.size(); i++) {
      directionOf.put(target.parameters().get(i), directions.get(i));
    }
    product = new NetworkProduct(target.parameters());
    gradient = Matrix.zeros(Concatenation.size(gradients), 1);
  }

  private boolean exact() {
    return fisher instanceof FisherType.ExactGaussNewton;
  }

  @Override
  public boolean readsGradients(Objective objective) {
    return !(objective instanceof NetworkObjective batch && inOutputs(batch));
  }

  /** Whether the direction can be found in the space of outputs. */
  private boolean inOutputs(NetworkObjective batch) {
    return way != Way.CONJUGATE_GRADIENTS
        && fisher.isOutputMetric(batch.lossFunction())
        && linear
        && (way == Way.GRAM || !exact() || rows(batch) <= GRAM_ROWS);
  }

  @Override
  public void update(Step step) {
    network = step.network();
    t = step.t();
    ridge = lambda.at(t);
    boolean own = step.gradientIsOwn() && inOutputs(network);
    if (!own && !(ridge > 0)) {
      throw new IllegalArgumentException(
          "natural gradient: damping "
              + ridge
              + "; want a number above 0, or the Gram matrix of JᵀJ (fisher=jacobian, or exact with"
              + " the squared error) and a gradient that is neither clipped nor penalised");
    }
    boolean formed = own || forms();
    if (own) {
      step.phases().enter(Phase.STATISTICS);
      failures.attempt(throughOutputs);
    } else if (formed) {
      step.phases().enter(Phase.STATISTICS);
      failures.attempt(throughGram);
    } else {
      step.phases().enter(Phase.DECOMPOSITION);
      failures.attempt(byConjugateGradients);
    }
    step.phases().enter(Phase.UPDATE);
  }

  private boolean forms() {
    boolean possible = linear;
    if (!possible && (way == Way.GRAM || !exact())) {
      throw new IllegalArgumentException(
          "natural gradient: the Gram matrix is one of linear layers' weights and biases, and this"
              + " network has other parameters or convolutions; want solver=cg and fisher=exact");
    }
    return switch (way) {
      case GRAM -> true;
      case CONJUGATE_GRADIENTS -> false;
      case AUTO -> possible && (rows(network) <= GRAM_ROWS || !exact());
    };
  }

  private long rows(NetworkObjective of) {
    return (long) GramSolver.passes(fisher, of.outputs().cols()) * of.pass().size();
  }

  private void throughOutputs() {
    int n = network.pass().size();
    if (outputs == null || outputs.batch() != n) {
      outputs = new OutputSolver(blocks.blocks(), n, network.outputs().cols());
    }
    outputs.solve(network, t, ridge, places);
  }

  /** Where the direction of a parameter goes; one that is not trained here has a place, too. */
  private Matrix directionOf(Parameter parameter) {
    return directionOf.computeIfAbsent(
        parameter, p -> Matrix.zeros(p.value().rows(), p.value().cols()));
  }

  private void throughGram() {
    int n = network.pass().size();
    if (gram == null || gram.batch() != n) {
      gram = new GramSolver(blocks, fisher, n, network.outputs().cols());
    }
    gram.prepare(network, t, ridge);
    gram.solve(ridge);
    for (int i = 0; i < directions.size(); i++) {
      directions.get(i).setTo(blocks.of(i));
    }
  }

  private void byConjugateGradients() {
    if (conjugate.size() != gradient.rows()) {
      conjugate = new ConjugateGradients(gradient.rows());
    }
    Concatenation.gather(gradients, gradient);
    try {
      Concatenation.scatter(
          conjugate.solve(product.on(network), ridge, gradient, iterations, tolerance.at(t)),
          directions);
    } finally {
      Concatenation.scatter(gradient, gradients);
    }
  }

  @Override
  public Matrix of(int i) {
    return directions.get(i);
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int i = 0; i < directions.size(); i++) {
      visitor.matrix("direction " + i, directions.get(i));
    }
    failures.state(visitor);
  }
}
