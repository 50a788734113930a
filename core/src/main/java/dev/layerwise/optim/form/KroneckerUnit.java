package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
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

  /** Whether the Fisher type's output gradients are in the basis already. */
  private boolean outputsTurned;

  /** ā, the inputs with the 1 of a bias, where it is formed. */
  private Matrix inputs = Matrix.zeros(0, 0);

  /** Room for rotated or weighted inputs and gradients. */
  private Matrix inputRoom = Matrix.zeros(0, 0);

  private Matrix outputRoom = Matrix.zeros(0, 0);

  KroneckerUnit(Form form, BlockMatrices blocks, int place) {
    this.form = form;
    this.blocks = blocks;
    this.place = place;
    block = blocks.blocks().get(place);
    boolean turns = form.turns();
    gradient = blocks.room(place);
    rotation = Rotation.of(turns, turns, gradient);
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

  /** Makes room for rotated or weighted rows. */
  private Matrix makeRoom(Pass pass) {
    Matrix a = pass.input(block);
    if (inputRoom.rows() != a.rows()) {
      inputRoom = Matrix.zeros(a.rows(), block.dIn());
      outputRoom = Matrix.zeros(a.rows(), block.dOut());
    }
    return a;
  }

  /** Forms ā, which only weighted rows need. */
  private void join(Matrix a) {
    if (inputs.rows() != a.rows()) {
      inputs = Matrix.zeros(a.rows(), block.dIn());
    }
    if (block.bias().isPresent()) {
      Rows.withOnes(a, inputs);
    } else {
      inputs.setTo(a);
    }
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    Matrix a = makeRoom(pass);
    left.orElseThrow().begin(rho);
    right.orElseThrow().begin(rho);
    if (!(form.basis().end() instanceof Basis.KroneckerFactors)) {
      join(a);
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
      left.orElseThrow().addGram(mean, Rows.scaledByNorms(g, inputs, outputRoom)); // E[‖ā‖² g gᵀ]
      right.orElseThrow().addGram(mean, Rows.scaledByNorms(inputs, g, inputRoom)); // E[‖g‖² ā āᵀ]
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
  public void beginDiagonal(double rho, Pass pass, Held held) {
    Matrix a = makeRoom(pass);
    D.begin(rho);
    if (examples.isPresent()) {
      join(a);
      turnRows(inputs, rotation.right(), inputRoom); // ā V
      return;
    }
    if (block.bias().isEmpty()) {
      turnRows(a, rotation.right(), inputRoom); // ā V
    } else if (rotation.right().isPresent()) {
      Batches.timesWithOnes(a, rotation.right().get().vectors(), inputRoom);
    } else {
      Rows.withOnes(a, inputRoom);
    }
    if (turnsByRows(a.rows(), held)) {
      turnRows(pass.outputGradient(block), rotation.left(), outputRoom);
      gradient.setToProduct(1.0 / pass.size(), outputRoom.T(), inputRoom); // UᵀḠV = (g U)ᵀ(ā V)/n
      turned = true;
      outputsTurned = held == Held.LOSS_AND_FISHER;
    }
    Entries.each(inputRoom, KroneckerUnit::square); // (ā V)∘²
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
    if (examples.isPresent()) {
      double mean = weight / pass.size();
      turnRows(pass.outputGradient(block), rotation.left(), outputRoom); // g U
      examples.get().forEach(outputRoom, inputRoom, X -> D.addSquaresOf(mean, X)); // (UᵀG V)∘²
      return;
    }
    if (!outputsTurned) {
      turnRows(pass.outputGradient(block), rotation.left(), outputRoom);
    }
    outputsTurned = false;
    Entries.each(outputRoom, KroneckerUnit::square); // (g U)∘²
    D.addProduct(weight / pass.size(), outputRoom, inputRoom);
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
