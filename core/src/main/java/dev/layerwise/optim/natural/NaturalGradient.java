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
    return !(objective instanceof NetworkObjective network && inOutputs(network));
  }

  /** Whether the direction can be found in the space of outputs. */
  private boolean inOutputs(NetworkObjective network) {
    return way != Way.CONJUGATE_GRADIENTS
        && fisher.isOutputMetric(network.lossFunction())
        && linear()
        && (way == Way.GRAM || !exact() || rows(network) <= GRAM_ROWS);
  }

  @Override
  public void update(Step step) {
    NetworkObjective network = step.network();
    double ridge = lambda.at(step.t());
    boolean own = step.gradientIsOwn() && inOutputs(network);
    if (!own && !(ridge > 0)) {
      throw new IllegalArgumentException(
          "natural gradient: damping "
              + ridge
              + "; want a number above 0, or the Gram matrix of JᵀJ (fisher=jacobian, or exact with"
              + " the squared error) and a gradient that is neither clipped nor penalised");
    }
    boolean formed = own || forms(network);
    if (own) {
      step.phases().enter(Phase.STATISTICS);
      failures.attempt(() -> throughOutputs(network, step, ridge));
    } else if (formed) {
      step.phases().enter(Phase.STATISTICS);
      failures.attempt(() -> throughGram(network, step, ridge));
    } else {
      step.phases().enter(Phase.DECOMPOSITION);
      double enough = tolerance.at(step.t());
      failures.attempt(() -> byConjugateGradients(network, ridge, enough));
    }
    step.phases().enter(Phase.UPDATE);
  }

  private boolean forms(NetworkObjective network) {
    boolean possible = linear();
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

  /** Whether the layers are linear ones that an example passes once. */
  private boolean linear() {
    return blocks.coverAll()
        && blocks.blocks().stream().mapToInt(Block::positions).max().orElse(1) == 1;
  }

  private long rows(NetworkObjective network) {
    return (long) GramSolver.passes(fisher, network.outputs().cols()) * network.pass().size();
  }

  private void throughOutputs(NetworkObjective network, Step step, double ridge) {
    int n = network.pass().size();
    if (outputs == null || outputs.batch() != n) {
      outputs = new OutputSolver(blocks.blocks(), n, network.outputs().cols());
    }
    outputs.solve(network, step.t(), ridge, this::directionOf);
  }

  /** Where the direction of a parameter goes; one that is not trained here has a place, too. */
  private Matrix directionOf(Parameter parameter) {
    return directionOf.computeIfAbsent(
        parameter, p -> Matrix.zeros(p.value().rows(), p.value().cols()));
  }

  private void throughGram(NetworkObjective network, Step step, double ridge) {
    int n = network.pass().size();
    if (gram == null || gram.batch() != n) {
      gram = new GramSolver(blocks, fisher, n, network.outputs().cols());
    }
    gram.prepare(network, step.t(), ridge);
    gram.solve(ridge);
    for (int i = 0; i < directions.size(); i++) {
      directions.get(i).setTo(blocks.of(i));
    }
  }

  private void byConjugateGradients(NetworkObjective network, double ridge, double enough) {
    if (conjugate.size() != gradient.rows()) {
      conjugate = new ConjugateGradients(gradient.rows());
    }
    Concatenation.gather(gradients, gradient);
    try {
      Concatenation.scatter(
          conjugate.solve(product.on(network), ridge, gradient, iterations, enough), directions);
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
