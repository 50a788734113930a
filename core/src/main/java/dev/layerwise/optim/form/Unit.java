package dev.layerwise.optim.form;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.StateVisitor;
import java.util.function.BiConsumer;

/**
 * What has a basis of its own: a layer, or all layers together. Statistics come in the order
 * factors, decomposition, diagonal, so that the diagonal belongs to the basis it is used in.
 */
sealed interface Unit permits KroneckerUnit, MatrixUnit, FullUnit, VectorUnit, CurvedUnit {
  /** What the output gradients of a pass are, before those of the Fisher type take their place. */
  enum Held {
    /** Those of the loss, from which the gradient was made, and which the Fisher type takes too. */
    LOSS_AND_FISHER,
    /** Those of the loss, from which the gradient was made; the Fisher type takes others. */
    LOSS,
    /** Others than the gradient was made from. */
    OTHERS
  }

  /** The choices. */
  Form form();

  /** Its basis. */
  Rotation rotation();

  /** Its D. */
  RunningEntries diagonal();

  /** What the outer product of the factors' eigenvalues is multiplied by to be D. */
  default int multiplicity() {
    return 1;
  }

  /** Copies the gradient. */
  void readGradient();

  /** Whether it can make the gradient of what its layer saw in a pass, which saves forming it. */
  default boolean makesGradient(Pass pass) {
    return false;
  }

  /**
   * Makes the gradient instead of reading it, now or when the diagonal is updated.
   *
   * @param pass after the loss's backward pass
   * @param held what its output gradients will be when the update of the diagonal begins, {@code
   *     OTHERS} too if there is none in this step
   */
  default void makeGradient(Pass pass, Held held) {
    readGradient();
  }

  /**
   * Checks the gradient that was made.
   *
   * @throws dev.layerwise.optim.DivergedException if an entry is not finite
   */
  default void requireFinite(long t) {}

  /** Begins an update of the factors, which keep ρ of their weight. */
  void beginFactors(double rho, Pass pass);

  /** Adds a backward pass to the factors. */
  void addToFactors(Pass pass, double weight);

  /** Ends an update of the factors. */
  default void endFactors(Pass pass) {}

  /** Adds the gradient of the batch to the factors, where they are made of those. */
  void addGradientToFactors(double rho);

  /** Adds its decompositions. */
  void addDecompositions(Attempts attempts);

  /** Is told that the decompositions were attempted. */
  default void turned(boolean forget) {
    if (form().spectrum() instanceof Spectrum.Eigenvalues) {
      rotation().eigenvalues(multiplicity(), diagonal().mean());
    } else if (forget && !(form().spectrum() instanceof Spectrum.Ones)) {
      diagonal().clear();
    }
  }

  /**
   * Begins an update of the diagonal, and of the gradient in the basis where that is cheaper.
   *
   * @param rho how much of its weight the past keeps
   * @param pass after the passes before
   * @param held what its output gradients are
   * @param visits how many backward passes will be added
   */
  void beginDiagonal(double rho, Pass pass, Held held, int visits);

  /** Adds a backward pass to the diagonal. */
  void addToDiagonal(Pass pass, double weight);

  /** Ends an update of the diagonal, and of the gradient in the basis. */
  default void endDiagonal(Pass pass) {}

  /** Adds the square of the rotated gradient to the diagonal, if that is what it is made of. */
  void rotate(double rho);

  /** Does the latter for a rotated gradient. */
  default void addSquares(double rho, Matrix rotated) {
    if (form().spectrum() instanceof Spectrum.SquaredGradients) {
      diagonal().begin(rho);
      diagonal().addSquaresOf(rotated);
    }
  }

  /** Sets the directions of its blocks. */
  void direct(double lambda, double power);

  /** Reports the spectra of its factors. */
  void spectra(BiConsumer<String, double[]> reader);

  /** Shows everything that the next update depends on. */
  void state(StateVisitor visitor);
}
