package dev.layerwise.optim.form;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Schedule;

/**
 * The choices that make a method: basis, spectrum, power; what an example's gradient is where
 * weights are shared; and whether a bias is a column of its layer's weights.
 *
 * @param basis which U and V
 * @param spectrum which D
 * @param power p, from −1 to 0
 * @param positions of {@link Basis.ExampleGradients} and {@link Spectrum.FisherDiagonal}
 * @param biases what a bias is part of
 */
public record Form(
    Basis basis, Spectrum spectrum, Schedule power, Positions positions, Biases biases) {
  /** What a bias is part of. */
  public enum Biases {
    /** A layer is {@code W̄ = [W b]}, which has one basis. */
    JOINED,
    /** W and b have a basis each, b the whole eigenbasis of its own second moment. */
    APART
  }

  /**
   * Checks that the choices go together.
   *
   * @throws IllegalArgumentException if p is not within [−1, 0], or eigenvalues are asked of the
   *     identity basis or of one on the way to it
   */
  public Form {
    if (!power.staysWithin(-1, 0)) {
      throw new IllegalArgumentException("power " + power.at(1) + "; want a number from -1 to 0");
    }
    if (spectrum instanceof Spectrum.Eigenvalues && basis instanceof Basis.Identity) {
      throw new IllegalArgumentException(
          "the identity basis has no eigenvalues; want another spectrum, such as fisher, or another"
              + " basis");
    }
    if (spectrum instanceof Spectrum.Eigenvalues && basis.gamma() < 1) {
      throw new IllegalArgumentException(
          "a basis between the identity and eigenvectors has no eigenvalues; want another spectrum,"
              + " such as fisher");
    }
  }

  /**
   * The choices with an example's whole gradient and layers {@code W̄ = [W b]}.
   *
   * @param basis which U and V
   * @param spectrum which D
   * @param power p, from −1 to 0
   */
  public Form(Basis basis, Spectrum spectrum, Schedule power) {
    this(basis, spectrum, power, Positions.SUMMED, Biases.JOINED);
  }

  /**
   * The choices with a power that stays.
   *
   * @param power p, from −1 to 0
   */
  public Form(Basis basis, Spectrum spectrum, double power) {
    this(basis, spectrum, Schedule.constant(power));
  }

  /** The same with other positions. */
  public Form with(Positions others) {
    return new Form(basis, spectrum, power, others, biases);
  }

  /** The choices in words; of a power that changes, that of the first step. */
  public Anatomy anatomy() {
    return new Anatomy(basis.words(), spectrum.words(), powerText());
  }

  private String powerText() {
    double p = power.at(1);
    if (p == -1) {
      return "−1";
    }
    return p == -0.5 ? "−½" : String.valueOf(p).replace('-', '−');
  }

  /** Whether the basis turns. */
  boolean turns() {
    return !(basis instanceof Basis.Identity);
  }

  /** Whether the spectrum is made of the passes of a Fisher type. */
  boolean spectrumNeedsPasses() {
    return spectrum instanceof Spectrum.FisherDiagonal;
  }

  /** Whether it needs the statistics of a network's layers. */
  public boolean needsPasses() {
    return basis.needsPasses() || spectrumNeedsPasses();
  }
}
