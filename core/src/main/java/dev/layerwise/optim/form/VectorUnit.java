package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A vector, such as a bias, with a basis of its own: the whole eigenbasis of the second moment of
 * its gradients. What basis a layer's weights have makes no difference but for the identity.
 */
final class VectorUnit implements Unit {
  private final Form form;
  private final Parameter parameter;
  private final Matrix direction;
  private final Function<Pass, Matrix> rows;
  private final Rotation rotation;
  private final Optional<RunningFactor> factor;
  private final RunningEntries D;
  private Matrix rotatedRows = Matrix.zeros(0, 0);
  private Matrix ones = Matrix.zeros(0, 0);

  /**
   * A vector.
   *
   * @param form the choices
   * @param parameter the vector, (d, 1)
   * @param direction where its direction goes, (d, 1)
   * @param rows the gradients of single examples with respect to it, (n, d), after a backward pass
   */
  VectorUnit(Form form, Parameter parameter, Matrix direction, Function<Pass, Matrix> rows) {
    this.form = form;
    this.parameter = parameter;
    this.direction = direction;
    this.rows = rows;
    int d = parameter.value().rows();
    rotation = Rotation.of(form.turns(), /* turnsRight= */ false, Matrix.zeros(d, 1));
    factor = rotation.left().map(side -> RunningFactor.ofKnownWeight(d));
    D = new RunningEntries(d, 1);
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
    // read where it is rotated
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    factor.orElseThrow().begin(rho);
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    Matrix g = rows.apply(pass);
    factor.orElseThrow().addGram(weight / g.rows(), g); // E[g gᵀ]
  }

  @Override
  public void addGradientToFactors(double rho) {
    if (form.basis().end() instanceof Basis.Gradients) {
      Matrix G = parameter.gradient();
      RunningFactor C = factor.orElseThrow();
      C.begin(rho);
      C.add(1, rotation.left().orElseThrow().basis().workspace().setToGram(1, G.T())); // G Gᵀ
    }
  }

  @Override
  public void addDecompositions(Attempts attempts) {
    attempts.add(
        parameter.name(),
        () -> rotation.left().orElseThrow().turnTo(factor.orElseThrow(), form.basis().gamma()));
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held) {
    D.begin(rho);
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    Matrix g = rows.apply(pass);
    if (rotatedRows.rows() != g.rows()) {
      rotatedRows = Matrix.zeros(g.rows(), g.cols());
      ones = Matrix.zeros(g.rows(), 1).fill(1);
    }
    if (rotation.left().isPresent()) {
      rotatedRows.setToProduct(g, rotation.left().get().vectors());
    } else {
      rotatedRows.setTo(g);
    }
    Entries.each(rotatedRows, KroneckerUnit::square);
    D.addProduct(weight / g.rows(), rotatedRows, ones); // E[(Uᵀ g)∘²]
  }

  @Override
  public void rotate(double rho) {
    addSquares(rho, rotation.into(parameter.gradient()));
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(rotation.rotated(), lambda, power);
    direction.setTo(rotation.back());
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    factor.ifPresent(C -> reader.accept(parameter.name(), SymmetricEigen.valuesOf(C.symmetric())));
  }

  @Override
  public void state(StateVisitor visitor) {
    StateVisitor own = visitor.in(parameter.name());
    factor.ifPresent(C -> own.factor("factor", C));
    rotation.state(own);
    D.state(own);
  }
}
