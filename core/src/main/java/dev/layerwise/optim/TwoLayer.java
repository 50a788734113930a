package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.InputNormalization;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.rule.Adam;
import dev.layerwise.optim.rule.Foof;
import dev.layerwise.optim.rule.KFac;
import dev.layerwise.optim.rule.Sgd;

/**
 * The named methods of two-layer linear representation learning, as presets of the template
 * (Concurrence §3.1, §4.1). Methods that alternate fit the head by least squares, which is η_F = 1
 * (Lemma 3.1), and keep the rows of {@code G} orthonormal, unless they say otherwise.
 */
public final class TwoLayer {
  private static final Rule LEAST_SQUARES_HEAD = new KFac(1.0);

  private TwoLayer() {}

  /**
   * K-FAC, {@code P_G = FᵀF}, {@code Q_G = Σ̂x} (Theorem 3.6).
   *
   * @param eta η_G
   * @return the method
   */
  public static Method kFac(double eta) {
    return alternating(new KFac(eta));
  }

  /**
   * De-bias and feature-whiten, {@code P_G = I}, {@code Q_G = Σ̂x} (Zhang et al. 2024b).
   *
   * @param eta η_G
   * @return the method
   */
  public static Method dfw(double eta) {
    return alternating(new Foof(eta));
  }

  /**
   * Alternating minimisation and gradient descent, {@code P_G = Q_G = I} (Collins et al. 2021).
   *
   * @param eta η_G
   * @return the method
   */
  public static Method amgd(double eta) {
    return alternating(new Sgd(eta));
  }

  /**
   * AMGD whose representation is not made orthonormal.
   *
   * @param eta η_G
   * @return the method
   */
  public static Method amgdWithoutOrtho(double eta) {
    return new AlternatingDescent(new Sgd(eta), RowConstraint.FREE, LEAST_SQUARES_HEAD);
  }

  /**
   * AMGD on batch-normalised inputs.
   *
   * @param eta η_G
   * @return the method
   */
  public static Method amgdBatchNorm(double eta) {
    return new NormalizedInputs(new InputNormalization.BatchNorm(), amgd(eta));
  }

  /**
   * AMGD on batch-normalised inputs whose representation is not made orthonormal.
   *
   * @param eta η_G
   * @return the method
   */
  public static Method amgdBatchNormWithoutOrtho(double eta) {
    return new NormalizedInputs(new InputNormalization.BatchNorm(), amgdWithoutOrtho(eta));
  }

  /**
   * AMGD on whitened inputs whose representation is not made orthonormal.
   *
   * @param eta η_G
   * @return the method
   */
  public static Method amgdWhitenedWithoutOrtho(double eta) {
    return new NormalizedInputs(new InputNormalization.Whitening(), amgdWithoutOrtho(eta));
  }

  /**
   * Alternating minimisation of both layers, which is K-FAC at η_G = η_F = 1 (§3.1).
   *
   * @return the method
   */
  public static Method minMin() {
    return kFac(1.0);
  }

  /**
   * Plain gradient descent on both layers at once.
   *
   * @param eta η of both layers
   * @return the method
   */
  public static Method sgd(double eta) {
    return new JointDescent(new Sgd(eta), RowConstraint.FREE);
  }

  /**
   * Gradient descent in the alternating template: a gradient step on the head too.
   *
   * @param eta η_G and η_F
   * @return the method
   */
  public static Method sgdAlternating(double eta) {
    return new AlternatingDescent(new Sgd(eta), RowConstraint.ORTHONORMAL, new Sgd(eta));
  }

  /**
   * Adam on both layers at once.
   *
   * @param eta η of both layers
   * @return the method
   */
  public static Method adam(double eta) {
    return new JointDescent(new Adam(eta), RowConstraint.FREE);
  }

  /**
   * Adam on both layers at once, then orthonormal rows of {@code G}.
   *
   * @param eta η of both layers
   * @return the method
   */
  public static Method adamOrthonormal(double eta) {
    return new JointDescent(new Adam(eta), RowConstraint.ORTHONORMAL);
  }

  /**
   * Natural gradient with the undamped full Fisher matrix over both layers.
   *
   * @param eta η
   * @return the method
   */
  public static Method naturalGradient(double eta) {
    return new NaturalGradientDescent(eta, 0);
  }

  /**
   * Returns the least-squares head on fixed features, {@code argmin_F Ê‖y − F G x‖²}.
   *
   * <pre>F_ls = Ê[y zᵀ] Ê[z zᵀ]⁻¹,   z = G x</pre>
   *
   * <p>Source: Concurrence Lemma 3.1.
   *
   * @param G representation, (k × dX)
   * @param batch the batch's moments
   * @return the head, (dY × k)
   * @throws dev.layerwise.linalg.NumericalException if {@code Ê[z zᵀ]} is singular
   */
  public static Matrix leastSquaresHead(Matrix G, Moments batch) {
    int dY = batch.xy().cols();
    int k = G.rows();
    Matrix noHead = Matrix.zeros(dY, k);
    return LEAST_SQUARES_HEAD.start().step(LinearNetwork.of(noHead, G).on(batch).layer(1));
  }

  private static Method alternating(Rule representation) {
    return new AlternatingDescent(representation, RowConstraint.ORTHONORMAL, LEAST_SQUARES_HEAD);
  }
}
