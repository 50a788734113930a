package dev.layerwise.optim.form;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.function.BiConsumer;

/**
 * A weight matrix without a bias that an example passes once, so that the gradient of one example
 * has rank one, {@code G = g aᵀ}, and all statistics are exact:
 *
 * <pre>
 * E[G Gᵀ] = E[‖a‖² g gᵀ],  E[GᵀG] = E[‖g‖² a aᵀ],  D = ((g U)∘²)ᵀ((a V)∘²)/n
 * </pre>
 *
 * <p>One side stays from pass to pass, usually a; the other's weighted sums over the passes are
 * taken first, so that each factor and the diagonal cost one product however many passes there are.
 *
 * <p>Source: Adam-or-GN eqs. (2), (3), (26).
 */
final class MatrixUnit implements Unit {
  private final Form form;
  private final Block block;
  private final BlockMatrices blocks;
  private final int place;
  private final Rotation rotation;
  private final RowsSide left;
  private final RowsSide right;
  private final RunningEntries D;
  private Matrix gradient;

  MatrixUnit(Form form, BlockMatrices blocks, int place) {
    this.form = form;
    this.blocks = blocks;
    this.place = place;
    block = blocks.blocks().get(place);
    rotation = Rotation.of(form.turns(), form.turns(), Matrix.zeros(block.dOut(), block.dIn()));
    left = new RowsSide(rotation.left(), block.dOut());
    right = new RowsSide(rotation.right(), block.dIn());
    D = new RunningEntries(block.dOut(), block.dIn());
    if (form.spectrum() instanceof Spectrum.Ones) {
      D.mean().fill(1);
    }
    gradient = rotation.rotated();
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
    gradient = blocks.gradient(place);
  }

  /** The side that the backward passes do not change. */
  private RowsSide fixed(Pass pass) {
    return pass.inputFollowsGradient(block) ? left : right;
  }

  private RowsSide moving(Pass pass) {
    return pass.inputFollowsGradient(block) ? right : left;
  }

  private void read(Pass pass) {
    left.read(pass.outputGradient(block));
    right.read(pass.input(block));
  }

  /**
   * c, where the left factor of the last update is {@code c E[g gᵀ]}, as it is if all inputs are of
   * one length; otherwise NaN.
   */
  double leftScale(Pass pass) {
    if (pass.inputFollowsGradient(block)) {
      return Double.NaN;
    }
    return isKfacs() ? 1 : right.commonNorm();
  }

  RowsSide left() {
    return left;
  }

  private boolean isKfacs() {
    return form.basis().end() instanceof Basis.KroneckerFactors;
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    read(pass);
    left.factor().orElseThrow().begin(rho);
    right.factor().orElseThrow().begin(rho);
    if (isKfacs()) {
      fixed(pass).addGram(1.0 / pass.size());
    } else {
      fixed(pass).clearNorms();
      fixed(pass).addNorms(1);
      moving(pass).clearNorms();
    }
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    read(pass);
    if (isKfacs()) {
      moving(pass).addGram(weight / pass.size());
    } else {
      moving(pass).addGram(weight / pass.size(), fixed(pass)); // E[‖a‖² g gᵀ]
      moving(pass).addNorms(weight);
    }
  }

  @Override
  public void endFactors(Pass pass) {
    if (!isKfacs()) {
      fixed(pass).addGram(1.0 / pass.size(), moving(pass)); // E[‖g‖² a aᵀ]
    }
  }

  @Override
  public void addGradientToFactors(double rho) {
    if (form.basis().end() instanceof Basis.Gradients) {
      add(rho, left, rotation.left().orElseThrow(), gradient.T()); // G Gᵀ
      add(rho, right, rotation.right().orElseThrow(), gradient); // GᵀG
    }
  }

  private static void add(double rho, RowsSide side, Rotation.Side basis, Matrix rows) {
    side.factor().orElseThrow().begin(rho);
    side.factor().orElseThrow().add(1, basis.basis().workspace().setToGram(1, rows));
  }

  @Override
  public void addDecompositions(Attempts attempts) {
    attempts.add(block.name() + " left factor", () -> left.turn(form.basis().gamma()));
    attempts.add(block.name() + " right factor", () -> right.turn(form.basis().gamma()));
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held, int visits) {
    read(pass);
    D.begin(rho);
    fixed(pass).clearSquares();
    fixed(pass).addSquares(1);
    moving(pass).clearSquares();
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    read(pass);
    moving(pass).addSquares(weight);
  }

  @Override
  public void endDiagonal(Pass pass) {
    D.addProduct(1.0 / pass.size(), left.squares(), right.squares()); // eq. (3)
  }

  @Override
  public void rotate(double rho) {
    addSquares(rho, rotation.into(gradient)); // eq. (2)
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(rotation.rotated(), lambda, power);
    blocks.setDirection(place, rotation.back()); // U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    right
        .factor()
        .ifPresent(
            C -> reader.accept(block.name() + " inputs", SymmetricEigen.valuesOf(C.symmetric())));
    left.factor()
        .ifPresent(
            C -> reader.accept(block.name() + " outputs", SymmetricEigen.valuesOf(C.symmetric())));
  }

  @Override
  public void state(StateVisitor visitor) {
    StateVisitor own = visitor.in(block.name());
    left.factor().ifPresent(C -> own.factor("left factor", C));
    right.factor().ifPresent(C -> own.factor("right factor", C));
    rotation.state(own);
    D.state(own);
  }
}
