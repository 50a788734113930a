package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A layer with a basis on each side of its gradient. */
final class KroneckerUnit implements Unit {
  private final Form form;
  private final Block block;
  private final BlockMatrices blocks;
  private final int place;
  private final Rotation rotation;
  private final Optional<RunningFactor> left;
  private final Optional<RunningFactor> right;
  private final RunningEntries D;
  private Matrix gradient;

  /** ā, the inputs with the 1 of a bias, where it is formed. */
  private Matrix inputs = Matrix.zeros(0, 0);

  /** Room for rotated or weighted inputs and gradients. */
  private Matrix inputRoom = Matrix.zeros(0, 0);

  private Matrix outputRoom = Matrix.zeros(0, 0);

  /** Squared norms of ā and, summed over the passes, of g. */
  private Matrix inputNorms = Matrix.zeros(0, 0);

  private Matrix outputNorms = Matrix.zeros(0, 0);

  /** {@code Σ weight (g U)∘²}, summed over the passes. */
  private Matrix outputSquares = Matrix.zeros(0, 0);

  private final Entries.Loop2 addSquares = this::addSquares;
  private double weight;
  private Pass pass;

  KroneckerUnit(Form form, BlockMatrices blocks, int place) {
    this.form = form;
    this.blocks = blocks;
    this.place = place;
    block = blocks.blocks().get(place);
    boolean turns = form.turns();
    rotation = Rotation.of(block.dOut(), block.dIn(), turns, turns);
    left = rotation.left().map(side -> RunningFactor.ofKnownWeight(block.dOut()));
    right = rotation.right().map(side -> RunningFactor.ofKnownWeight(block.dIn()));
    D = new RunningEntries(block.dOut(), block.dIn());
    if (form.spectrum() instanceof Spectrum.Ones) {
      D.mean().fill(1);
    }
    gradient = rotation.rotated();
  }

  @Override
  public void readGradient() {
    gradient = blocks.gradient(place);
  }

  /** Makes room for rotated or weighted rows. */
  private Matrix makeRoom(Pass newPass) {
    pass = newPass;
    Matrix a = pass.input(block);
    if (inputRoom.rows() != a.rows()) {
      inputRoom = Matrix.zeros(a.rows(), block.dIn());
      outputRoom = Matrix.zeros(a.rows(), block.dOut());
      outputSquares = Matrix.zeros(a.rows(), block.dOut());
      inputNorms = Matrix.zeros(a.rows(), 1);
      outputNorms = Matrix.zeros(a.rows(), 1);
    }
    return a;
  }

  /** ā: the inputs themselves, if there is no bias. */
  private Matrix joined(Matrix a) {
    if (block.bias().isEmpty()) {
      return a;
    }
    if (inputs.rows() != a.rows()) {
      inputs = Matrix.zeros(a.rows(), block.dIn());
    }
    return Rows.withOnes(a, inputs);
  }

  private boolean isKfacs() {
    return form.basis().end() instanceof Basis.KroneckerFactors;
  }

  @Override
  public void beginFactors(double rho, Pass newPass) {
    Matrix a = makeRoom(newPass);
    left.orElseThrow().begin(rho);
    right.orElseThrow().begin(rho);
    if (!isKfacs()) {
      Rows.squaredNorms(joined(a), inputNorms);
      outputNorms.fill(0);
    } else if (block.bias().isPresent()) {
      right.orElseThrow().addGramWithOnes(1.0 / a.rows(), a); // E[ā āᵀ]
    } else {
      right.orElseThrow().addGram(1.0 / a.rows(), a);
    }
  }

  @Override
  public void addToFactors(Pass newPass, double passWeight) {
    Matrix g = pass.outputGradient(block);
    double mean = passWeight / g.rows();
    if (isKfacs()) {
      left.orElseThrow().addGram(mean, g); // E[g gᵀ]
    } else {
      left.orElseThrow().addGram(mean, Rows.scaledByRoots(g, inputNorms, outputRoom)); // ‖ā‖² g gᵀ
      Rows.plusSquaredNorms(passWeight, g, outputNorms);
    }
  }

  @Override
  public void endFactors() {
    if (!isKfacs()) {
      Matrix a = block.bias().isEmpty() ? pass.input(block) : inputs;
      right
          .orElseThrow()
          .addGram(1.0 / a.rows(), Rows.scaledByRoots(a, outputNorms, inputRoom)); // ‖g‖² ā āᵀ
    }
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

  @Override
  public void turned(boolean forget) {
    if (form.spectrum() instanceof Spectrum.Eigenvalues) {
      rotation.eigenvalues(block.positions(), D.mean()); // T σ_G σ_Aᵀ
    } else if (forget && !(form.spectrum() instanceof Spectrum.Ones)) {
      D.clear();
    }
  }

  @Override
  public void beginDiagonal(double rho, Pass newPass) {
    Matrix a = makeRoom(newPass);
    D.begin(rho);
    outputSquares.fill(0);
    if (rotation.right().isEmpty()) {
      setSquare(joined(a), inputRoom); // ā∘²
    } else if (block.bias().isPresent()) {
      Batches.timesWithOnes(a, rotation.right().get().vectors(), inputRoom);
      Entries.each(inputRoom, KroneckerUnit::square);
    } else {
      inputRoom.setToProduct(a, rotation.right().get().vectors());
      Entries.each(inputRoom, KroneckerUnit::square); // (ā V)∘²
    }
  }

  @Override
  public void addToDiagonal(Pass newPass, double passWeight) {
    Matrix g = pass.outputGradient(block);
    weight = passWeight;
    if (rotation.left().isPresent()) {
      outputRoom.setToProduct(g, rotation.left().get().vectors());
      Entries.each(outputSquares, outputRoom, addSquares); // Σ (g U)∘²
    } else {
      Entries.each(outputSquares, g, addSquares);
    }
  }

  @Override
  public void endDiagonal() {
    D.addProduct(1.0 / pass.size(), outputSquares, inputRoom); // ((g U)∘²)ᵀ((ā V)∘²)/n
  }

  private void addSquares(double[] sum, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight * x[i] * x[i];
    }
  }

  private static void setSquare(Matrix A, Matrix into) {
    Entries.each(A, into, KroneckerUnit::setSquare);
  }

  private static void setSquare(double[] a, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = a[i] * a[i];
    }
  }

  static void square(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] *= a[i];
    }
  }

  @Override
  public void rotate(double rho) {
    Matrix X = rotation.into(gradient);
    if (form.spectrum() instanceof Spectrum.SquaredGradients) {
      D.begin(rho);
      D.addSquaresOf(X);
    }
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(rotation.rotated(), lambda, power);
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
