package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.CurvedObjective;
import dev.layerwise.optim.StateVisitor;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * All parameters as one vector, where there is no network and the objective itself knows its
 * Gauss-Newton matrix H: {@code U (diag(UᵀH U) + λ)ᵖ Uᵀg}, U = I or the eigenvectors of H.
 */
final class CurvedUnit implements Unit {
  private static final String NAME = "all parameters";

  private final Form form;
  private final List<Matrix> gradients;
  private final List<Matrix> directions;
  private final Matrix gradient;
  private final Rotation rotation;
  private final Optional<RunningFactor> factor;
  private final RunningEntries D;
  private final Matrix diagonal;
  private Matrix H = Matrix.zeros(0, 0);
  private Matrix HU = Matrix.zeros(0, 0);

  CurvedUnit(Form form, List<Parameter> parameters, BlockMatrices blocks) {
    this.form = form;
    gradients = parameters.stream().map(Parameter::gradient).toList();
    directions = parameters.stream().map(blocks::apart).toList();
    int d = Concatenation.size(gradients);
    gradient = Matrix.zeros(d, 1);
    rotation = Rotation.of(form.turns(), /* turnsRight= */ false, Matrix.zeros(d, 1));
    factor = rotation.left().map(side -> RunningFactor.ofKnownWeight(d));
    D = new RunningEntries(d, 1);
    diagonal = Matrix.zeros(d, 1);
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
    Concatenation.gather(gradients, gradient);
  }

  private Matrix matrix(CurvedObjective objective) {
    int d = gradient.rows();
    if (H.rows() != d) {
      H = Matrix.zeros(d, d);
      HU = Matrix.zeros(d, d);
    }
    return objective.gaussNewton(H);
  }

  /** Adds H to the factor of the basis. */
  void addToFactor(double rho, CurvedObjective objective) {
    factor.orElseThrow().begin(rho);
    factor.orElseThrow().add(1, matrix(objective));
  }

  /** Adds {@code diag(UᵀH U)} to the diagonal. */
  void addToDiagonal(double rho, CurvedObjective objective) {
    if (rotation.left().isPresent()) {
      Matrix U = rotation.left().get().vectors();
      HU.setToProduct(matrix(objective), U);
      for (int j = 0; j < U.cols(); j++) {
        double sum = 0;
        for (int i = 0; i < U.rows(); i++) {
          sum += U.get(i, j) * HU.get(i, j);
        }
        diagonal.set(j, 0, sum);
      }
    } else {
      objective.gaussNewtonDiagonal(diagonal);
    }
    D.begin(rho);
    D.add(diagonal); // diag(UᵀH U)
  }

  @Override
  public void beginFactors(double rho, Pass pass) {
    // there are no passes
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    // there are no passes
  }

  @Override
  public void addGradientToFactors(double rho) {
    // its basis is that of H
  }

  @Override
  public void addDecompositions(Attempts attempts) {
    attempts.add(
        NAME,
        () -> rotation.left().orElseThrow().turnTo(factor.orElseThrow(), form.basis().gamma()));
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held, int visits) {
    // there are no passes
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    // there are no passes
  }

  @Override
  public void rotate(double rho) {
    addSquares(rho, rotation.into(gradient));
  }

  @Override
  public void direct(double lambda, double power) {
    D.apply(rotation.rotated(), lambda, power);
    Concatenation.scatter(rotation.back(), directions);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    factor.ifPresent(C -> reader.accept(NAME, SymmetricEigen.valuesOf(C.symmetric())));
  }

  @Override
  public void state(StateVisitor visitor) {
    StateVisitor own = visitor.in(NAME);
    factor.ifPresent(C -> own.factor("factor", C));
    rotation.state(own);
    D.state(own);
  }
}
