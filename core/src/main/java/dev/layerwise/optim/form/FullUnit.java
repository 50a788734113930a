package dev.layerwise.optim.form;

import dev.layerwise.curvature.ExampleGradients;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One layer or several with one basis over all their weights as a vector. */
final class FullUnit implements Unit {
  private final Form form;
  private final String name;
  private final BlockMatrices blocks;
  private final int from;
  private final int to;
  private final RunningFactor C;
  private final Rotation.Side basis;
  private final Rotation rotation;
  private final RunningEntries D;
  private final Matrix gradient;
  private final List<Matrix> parts = new ArrayList<>();
  private Matrix rows = Matrix.zeros(0, 0);
  private Matrix rotatedRows = Matrix.zeros(0, 0);
  private Matrix ones = Matrix.zeros(0, 0);

  /** The blocks of places from to to − 1. */
  FullUnit(Form form, String name, BlockMatrices blocks, int from, int to) {
    this.form = form;
    this.name = name;
    this.blocks = blocks;
    this.from = from;
    this.to = to;
    int d = 0;
    for (Block block : blocks.blocks().subList(from, to)) {
      parts.add(Matrix.zeros(block.dOut(), block.dIn()));
      d = Math.addExact(d, ExampleGradients.width(block));
    }
    C = RunningFactor.ofKnownWeight(d);
    rotation = Rotation.of(/* turnsLeft= */ true, /* turnsRight= */ false, Matrix.zeros(d, 1));
    basis = rotation.left().orElseThrow();
    D = new RunningEntries(d, 1);
    gradient = Matrix.zeros(d, 1);
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
    for (int b = from; b < to; b++) {
      parts.get(b - from).setTo(blocks.gradient(b));
    }
    Concatenation.gather(parts, gradient);
  }

  private void readRows(Pass pass) {
    if (rows.rows() != pass.size()) {
      rows = Matrix.zeros(pass.size(), gradient.rows());
      rotatedRows = Matrix.zeros(pass.size(), gradient.rows());
      ones = Matrix.zeros(pass.size(), 1).fill(1);
    }
    int first = 0;
    for (Block block : blocks.blocks().subList(from, to)) {
      ExampleGradients.write(pass, block, rows, first);
      first += ExampleGradients.width(block);
    }
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    C.begin(rho);
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    readRows(pass);
    C.addGram(weight / pass.size(), rows); // E[vec(g āᵀ) vec(g āᵀ)ᵀ]
  }

  @Override
  public void addGradientToFactors(double rho) {
    // its factor is made of single examples
  }

  @Override
  public void addDecompositions(Attempts attempts) {
    attempts.add(name, () -> basis.turnTo(C, form.basis().gamma()));
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held, int visits) {
    D.begin(rho);
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    readRows(pass);
    rotatedRows.setToProduct(rows, basis.vectors());
    Entries.each(rotatedRows, KroneckerUnit::square);
    D.addProduct(weight / pass.size(), rotatedRows, ones); // E[(Uᵀ vec(g āᵀ))∘²]
  }

  @Override
  public void rotate(double rho) {
    addSquares(rho, rotation.into(gradient));
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(rotation.rotated(), lambda, power);
    Concatenation.scatter(rotation.back(), parts);
    for (int b = from; b < to; b++) {
      blocks.setDirection(b, parts.get(b - from));
    }
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    reader.accept(name, SymmetricEigen.valuesOf(C.symmetric()));
  }

  @Override
  public void state(StateVisitor visitor) {
    StateVisitor own = visitor.in(name);
    own.factor("C", C);
    rotation.state(own);
    D.state(own);
  }
}
