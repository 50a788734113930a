package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.linalg.Rows;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A layer with a basis on each side of its gradient. Source: Adam-or-GN Alg. 1; Concurrence App.
 * D.2 for moments of single examples.
 */
final class KroneckerUnit implements Unit {
  private final Form form;
  private final Block block;
  private final BlockMatrices blocks;
  private final int place;
  private final Rotation rotation;
  private final Optional<RunningFactor> left;
  private final Optional<RunningFactor> right;
  private final RunningEntries D;

  /** The gradients of examples, where each is a sum over positions and not one product. */
  private final Optional<ExampleProducts> examples;

  /** Ḡ, then UᵀḠV, then the direction. */
  private final Matrix gradient;

  /** Whether the gradient is made of rows here, and the parameters' is not there. */
  private boolean made;

  /** Whether the gradient is in the basis already. */
  private boolean turned;

  /** Whether the gradient in the basis is made of the loss's rows that were kept. */
  private boolean keptRows;

  /** Whether the diagonal is updated when several passes have been added. */
  private boolean several;

  /** Some rows of the batch at a time. */
  private final ChunkedRows rows;

  /** g U of the loss, (n, dOut), where passes of the Fisher type follow. */
  private Matrix lossRows = Matrix.zeros(0, 0);

  /** Σ (g U)∘² over several passes, (n, dOut). */
  private Matrix squares = Matrix.zeros(0, 0);

  /** ā, the inputs with the 1 of a bias, and the same in the basis, where examples are sums. */
  private Matrix inputs = Matrix.zeros(0, 0);

  private Matrix turnedInputs = Matrix.zeros(0, 0);

  private Matrix turnedOutputs = Matrix.zeros(0, 0);

  /**
   * Makes the unit.
   *
   * @param X room that others use too, before and after
   * @param Y the same, for rows of inputs
   */
  KroneckerUnit(Form form, BlockMatrices blocks, int place, RowChunk X, RowChunk Y) {
    this.form = form;
    this.blocks = blocks;
    this.place = place;
    block = blocks.blocks().get(place);
    boolean turns = form.turns();
    gradient = blocks.room(place);
    rotation = Rotation.of(turns, turns, gradient);
    rows = new ChunkedRows(block, rotation, X, Y);
    left = rotation.left().map(side -> RunningFactor.ofKnownWeight(block.dOut()));
    right = rotation.right().map(side -> RunningFactor.ofKnownWeight(block.dIn()));
    D = new RunningEntries(block.dOut(), block.dIn());
    examples =
        form.positions() == Positions.SUMMED && block.positions() > 1
            ? Optional.of(new ExampleProducts(block.dOut(), block.dIn(), block.positions()))
            : Optional.empty();
    if (form.spectrum() instanceof Spectrum.Ones) {
      D.mean().fill(1);
    }
  }

  @Override
  public Form form() {
    return form;
  }

  @Override
  public RunningEntries diagonal() {
    return D;
  }

  @Override
  public Rotation rotation() {
    return rotation;
  }

  @Override
  public void readGradient() {
    made = false;
    turned = false;
    if (form.basis() instanceof Basis.Gradients) {
      blocks.gradient(place);
    }
  }

  @Override
  public boolean makesGradient(Pass pass) {
    return form.turns()
        && form.basis().needsPasses()
        && form.spectrumNeedsPasses()
        && blocks.owns(place)
        && !pass.inputFollowsGradient(block);
  }

  @Override
  public void makeGradient(Pass pass, Held held) {
    made = true;
    turned = false;
    Matrix a = pass.input(block);
    if (turnsByRows(a.rows(), held)) {
      return; // which makes it in the basis
    }
    Matrix g = pass.outputGradient(block);
    if (block.bias().isPresent()) {
      Batches.crossWithOnes(1.0 / pass.size(), g, a, gradient); // Ḡ = gᵀā/n
    } else {
      gradient.setToProduct(1.0 / pass.size(), g.T(), a);
    }
  }

  /** Forms ā, where examples are sums over positions. */
  private void join(Matrix a) {
    inputs = roomFor(a, block.dIn(), inputs);
    if (block.bias().isPresent()) {
      Rows.withOnes(a, inputs);
    } else {
      inputs.setTo(a);
    }
  }

  /** Room for as many rows as a batch has. */
  private static Matrix roomFor(Matrix batch, int width, Matrix known) {
    return known.rows() == batch.rows() ? known : Matrix.zeros(batch.rows(), width);
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    Matrix a = pass.input(block);
    left.orElseThrow().begin(rho);
    right.orElseThrow().begin(rho);
    if (!(form.basis().end() instanceof Basis.KroneckerFactors)) {
      if (examples.isPresent()) {
        join(a);
      }
    } else if (block.bias().isPresent()) {
      right.orElseThrow().addGramWithOnes(1.0 / a.rows(), a); // E[ā āᵀ]
    } else {
      right.orElseThrow().addGram(1.0 / a.rows(), a);
    }
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    Matrix g = pass.outputGradient(block);
    if (form.basis().end() instanceof Basis.KroneckerFactors) {
      left.orElseThrow().addGram(weight / g.rows(), g); // E[g gᵀ]
    } else if (examples.isPresent()) {
      double mean = weight / pass.size();
      examples.get().forEach(g, inputs, G -> addProducts(mean, G));
    } else {
      double mean = weight / pass.size();
      rows.addMoments(mean, g, pass.input(block), left.orElseThrow(), right.orElseThrow());
    }
  }

  private void addProducts(double mean, Matrix G) {
    Rotation.Side U = rotation.left().orElseThrow();
    Rotation.Side V = rotation.right().orElseThrow();
    left.orElseThrow().add(mean, U.basis().workspace().setToGram(1, G.T())); // E[G Gᵀ]
    right.orElseThrow().add(mean, V.basis().workspace().setToGram(1, G)); // E[Gᵀ G]
  }

  @Override
  public void addGradientToFactors(double rho) {
    if (form.basis().end() instanceof Basis.Gradients) {
      add(rho, left.orElseThrow(), rotation.left().orElseThrow(), gradient.T()); // G Gᵀ
      add(rho, right.orElseThrow(), rotation.right().orElseThrow(), gradient); // Gᵀ G
    }
  }

  private static void add(double rho, RunningFactor factor, Rotation.Side side, Matrix rows) {
    factor.begin(rho);
    factor.add(1, side.basis().workspace().setToGram(1, rows));
  }

  @Override
  public void addDecompositions(Attempts attempts) {
    attempts.add(
        block.name() + " left factor",
        () -> rotation.left().orElseThrow().turnTo(left.orElseThrow(), form.basis().gamma()));
    attempts.add(
        block.name() + " right factor",
        () -> rotation.right().orElseThrow().turnTo(right.orElseThrow(), form.basis().gamma()));
  }

  /** T where the factors are means over positions too: D is {@code T σ_G σ_Aᵀ}, or σ_L σ_Rᵀ. */
  @Override
  public int multiplicity() {
    return form.basis().end() instanceof Basis.KroneckerFactors ? block.positions() : 1;
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held, int visits) {
    Matrix a = pass.input(block);
    D.begin(rho);
    if (examples.isPresent()) {
      join(a);
      turnedInputs = roomFor(a, block.dIn(), turnedInputs);
      turnRows(inputs, rotation.right(), turnedInputs); // ā V
      return;
    }
    turned = turnsByRows(a.rows(), held);
    keptRows = turned && held == Held.LOSS;
    if (keptRows) {
      lossRows = roomFor(a, block.dOut(), lossRows);
      turnRows(pass.outputGradient(block), rotation.left(), lossRows); // g U
    }
    several = visits > 1;
    if (several) {
      squares = roomFor(a, block.dOut(), squares).fill(0);
    }
  }

  /**
   * Whether the gradient is turned with fewer operations as a product of the turned rows than by
   * the two products with the bases, for which it would have to be made first.
   */
  private boolean turnsByRows(double rows, Held held) {
    double m = block.dOut();
    double k = block.dIn();
    return form.turns()
        && blocks.owns(place)
        && examples.isEmpty()
        && switch (held) {
          case LOSS_AND_FISHER -> made || rows < m + k; // g U serves twice
          case LOSS -> made ? rows * m < k * (m + k) : rows < k;
          case OTHERS -> false;
        };
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    Matrix g = pass.outputGradient(block);
    if (examples.isPresent()) {
      double mean = weight / pass.size();
      turnedOutputs = roomFor(g, block.dOut(), turnedOutputs);
      turnRows(g, rotation.left(), turnedOutputs); // g U
      examples
          .get()
          .forEach(turnedOutputs, turnedInputs, G -> D.addSquaresOf(mean, G)); // (UᵀG V)∘²
      return;
    }
    if (several) {
      addSquares(g, weight);
    } else {
      addRows(pass, weight / pass.size());
    }
  }

  @Override
  public void endDiagonal(Pass pass) {
    if (several) {
      addRows(pass, 1.0 / pass.size());
    }
  }

  /** Adds a pass to the squares, so that all passes share one product. */
  private void addSquares(Matrix g, double weight) {
    int most = rows.atOnce(g.rows());
    for (int first = 0; first < g.rows(); first += most) {
      int n = Math.min(most, g.rows() - first);
      rows.outputs(g, first, n).addSquaresTo(weight, squares, first); // Σ (g U)∘²
    }
  }

  /** Adds the batch to the diagonal, and to the gradient in the basis where rows make it. */
  private void addRows(Pass pass, double scale) {
    Matrix a = pass.input(block);
    int most = rows.atOnce(a.rows());
    for (int first = 0; first < a.rows(); first += most) {
      int n = Math.min(most, a.rows() - first);
      RowChunk aV = rows.inputs(a, first, n);
      if (keptRows) {
        addToGradient(pass, first, rows.keptOutputs(lossRows, first, n), aV);
      }
      RowChunk squared;
      if (several) {
        squared = rows.keptOutputs(squares, first, n);
      } else {
        RowChunk gU = rows.outputs(pass.outputGradient(block), first, n);
        if (turned && !keptRows) {
          addToGradient(pass, first, gU, aV);
        }
        squared = gU.square();
      }
      D.addProduct(scale, squared, aV.square()); // ((g U)∘²)ᵀ((ā V)∘²)
    }
  }

  /** Adds rows to {@code UᵀḠV = (g U)ᵀ(ā V)/n}, the first of which set it. */
  private void addToGradient(Pass pass, int first, RowChunk gU, RowChunk aV) {
    RowChunk.blendProduct(first == 0 ? 0 : 1, 1.0 / pass.size(), gU, aV, gradient);
  }

  private static void turnRows(Matrix rows, Optional<Rotation.Side> basis, Matrix into) {
    if (basis.isPresent()) {
      into.setToProduct(rows, basis.get().vectors());
    } else {
      into.setTo(rows);
    }
  }

  static void square(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] *= a[i];
    }
  }

  @Override
  public void rotate(double rho) {
    if (!turned) {
      boolean there = made || form.basis() instanceof Basis.Gradients;
      rotation.into(there ? gradient : blocks.gradient(place)); // UᵀḠV
    }
    addSquares(rho, gradient);
  }

  @Override
  public void requireFinite(long t) {
    if (made && !gradient.isFinite()) {
      throw new DivergedException(
          "step %d: the gradient of %s has an entry that is not finite; want a smaller learning"
                  .formatted(t, block.name())
              + " rate or more damping");
    }
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(gradient, lambda, power);
    blocks.setDirection(place, rotation.back()); // U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    right.ifPresent(factor ->
        reader.accept(block.name() + " inputs", SymmetricEigen.valuesOf(factor.symmetric())));
    left.ifPresent(factor ->
        reader.accept(block.name() + " outputs", SymmetricEigen.valuesOf(factor.symmetric())));
  }

  @Override
  public void state(StateVisitor visitor) {
    StateVisitor own = visitor.in(block.name());
    left.ifPresent(factor -> own.factor("left factor", factor));
    right.ifPresent(factor -> own.factor("right factor", factor));
    rotation.state(own);
    D.state(own);
  }
}
