package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.WeightSharing;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A vector, such as a bias, with a basis of its own: the whole eigenbasis of the second moment of
 * its gradients. What basis a layer's weights have makes no difference but for the identity; where
 * it is the same for being that of a multiple of the same matrix, neither the matrix nor its
 * eigenvectors nor the squares in its basis are computed twice.
 */
final class VectorUnit implements Unit {
  private final Form form;
  private final Parameter parameter;
  private final Matrix direction;
  private final Function<Pass, Matrix> rows;
  private final Rotation rotation;
  private final Optional<RunningFactor> factor;
  private final Optional<MatrixUnit> weights;
  private final RunningEntries D;
  private Matrix rotatedRows = Matrix.zeros(0, 0);
  private Matrix ones = Matrix.zeros(0, 0);

  /** c, where the weights' left factor is c times its own; otherwise NaN. */
  private double scale = Double.NaN;

  private boolean sharesSquares;

  /**
   * A bias.
   *
   * @param form the choices
   * @param block its layer
   * @param bias the vector, (d, 1)
   * @param direction where its direction goes, (d, 1)
   * @param unit the weights of the layer, which are always told and asked first
   */
  VectorUnit(Form form, Block block, Parameter bias, Matrix direction, Unit unit) {
    this.form = form;
    this.parameter = bias;
    this.direction = direction;
    rows = pass -> pass.outputGradient(block, WeightSharing.REDUCE);
    weights = unit instanceof MatrixUnit matrix ? Optional.of(matrix) : Optional.empty();
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
    boolean shares = weights.isPresent() && rho == 0 && !rotation.left().orElseThrow().worksAhead();
    double c = shares ? weights.get().leftScale(pass) : Double.NaN;
    scale = c > 0 ? c : Double.NaN;
  }

  @Override
  public void endFactors(Pass pass) {
    if (scale > 0) {
      RunningFactor left = weights.orElseThrow().left().factor().orElseThrow();
      factor.orElseThrow().setTo(left, 1 / scale); // E[‖a‖² g gᵀ] = c E[g gᵀ]
    }
  }

  @Override
  public void addToFactors(Pass pass, double weight) {
    if (scale > 0) {
      return;
    }
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
        () -> {
          if (!(scale > 0)) {
            rotation.left().orElseThrow().turnTo(factor.orElseThrow(), form.basis().gamma());
          }
        });
  }

  @Override
  public void turned(boolean forget) {
    if (scale > 0) {
      Rotation.Side left = weights.orElseThrow().rotation().left().orElseThrow();
      rotation.left().orElseThrow().turnTo(left, scale);
    }
    Unit.super.turned(forget);
  }

  @Override
  public void beginDiagonal(double rho, Pass pass, Held held, int visits) {
    D.begin(rho);
    sharesSquares = weights.isPresent() && isBasisOf(weights.get());
  }

  private boolean isBasisOf(MatrixUnit unit) {
    Optional<Rotation.Side> left = unit.rotation().left();
    return rotation.left().isEmpty()
        ? left.isEmpty()
        : left.isPresent() && rotation.left().get().isSameAs(left.get());
  }

  @Override
  public void endDiagonal(Pass pass) {
    if (sharesSquares) {
      Matrix squares = weights.orElseThrow().left().squares();
      D.addProduct(1.0 / pass.size(), squares, ones(pass.size()));
    }
  }

  private Matrix ones(int n) {
    if (ones.rows() != n) {
      ones = Matrix.zeros(n, 1).fill(1);
    }
    return ones;
  }

  @Override
  public void addToDiagonal(Pass pass, double weight) {
    if (sharesSquares) {
      return;
    }
    Matrix g = rows.apply(pass);
    if (rotatedRows.rows() != g.rows()) {
      rotatedRows = Matrix.zeros(g.rows(), g.cols());
    }
    if (rotation.left().isPresent()) {
      rotatedRows.setToProduct(g, rotation.left().get().vectors());
    } else {
      rotatedRows.setTo(g);
    }
    Entries.each(rotatedRows, KroneckerUnit::square);
    D.addProduct(weight / g.rows(), rotatedRows, ones(g.rows())); // E[(Uᵀ g)∘²]
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
