package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.linalg.Symmetric;

/**
 * A running mean of a symmetric factor, such as {@code E[a aᵀ]}, updated in place by half the work
 * of a product. Only its lower triangle is kept up to date.
 *
 * <p>Of the two kinds, one knows its own weight w and is a mean of what it has seen from the first
 * update on: {@code w ← ρ w + 1}, {@code S̄ ← S̄ + (S − S̄)/w}. With ρ = 1 it is the plain mean,
 * and with ρ &lt; 1 the exponential mean from 0, divided by its bias {@code 1 − ρᵗ}. The other
 * starts from a multiple of the identity that fades: {@code F ← ρ F + (1 − ρ) S}.
 *
 * <pre>{@code
 * A.begin(0.95);
 * A.addGram(1.0 / n, a);       // S = aᵀa/n, in one or several parts
 * }</pre>
 *
 * <p>Source: Martens and Grosse 2015 §5; kfac-jax (known weight); kfac-pytorch (from the identity).
 */
public final class RunningFactor {
  private final Matrix mean;
  private final boolean knowsWeight;
  private double weight;
  private double past = 1;
  private double fresh;

  private RunningFactor(Matrix mean, boolean knowsWeight) {
    this.mean = mean;
    this.knowsWeight = knowsWeight;
  }

  /**
   * A mean that knows its weight, which is 0.
   *
   * @param d the order
   */
  public static RunningFactor ofKnownWeight(int d) {
    return new RunningFactor(Matrix.zeros(d, d), true);
  }

  /**
   * A mean that starts from a multiple of the identity, which is never taken out.
   *
   * @param d the order
   * @param c the multiple
   */
  public static RunningFactor startingAt(int d, double c) {
    return new RunningFactor(Matrix.identity(d).timesInPlace(c), false);
  }

  /**
   * Begins an update, whose parts are added next.
   *
   * @param rho ρ, how much of its weight the past keeps, from 0 to 1
   */
  public void begin(double rho) {
    double before = weight;
    weight = rho * weight + 1;
    past = knowsWeight ? rho * before / weight : rho;
    fresh = knowsWeight ? 1 / weight : 1 - rho;
  }

  /**
   * Adds {@code scale · aᵀa} to what the update sees.
   *
   * @param scale 1/n for the mean over n rows
   * @param a (n, d)
   */
  public void addGram(double scale, Matrix a) {
    Symmetric.blendGram(past, scale * fresh, a, mean);
    past = 1;
  }

  /**
   * Adds {@code scale · [a 1]ᵀ[a 1]} to what the update sees.
   *
   * @param scale 1/n for the mean over n rows
   * @param a (n, d − 1)
   */
  public void addGramWithOnes(double scale, Matrix a) {
    Symmetric.blendGramWithOnes(past, scale * fresh, a, mean);
    past = 1;
  }

  /**
   * Adds {@code scale · aᵀa} of some rows of a batch to what the update sees.
   *
   * @param scale 1/n for the mean over the n rows of the batch
   * @param a of d columns
   */
  public void addGram(double scale, RowChunk a) {
    a.blendGram(past, scale * fresh, mean);
    past = 1;
  }

  /**
   * Adds a symmetric matrix to what the update sees.
   *
   * @param scale its factor
   * @param S (d, d)
   */
  public void add(double scale, Matrix S) {
    if (past != 1) {
      mean.timesInPlace(past);
      past = 1;
    }
    mean.plusInPlace(scale * fresh, S);
  }

  /**
   * Takes the mean and weight of another, the mean in another scale.
   *
   * @param other another of the same order
   * @param scale what its mean is multiplied by
   */
  public void setTo(RunningFactor other, double scale) {
    mean.setTo(other.mean).timesInPlace(scale);
    weight = other.weight;
    past = 1;
  }

  /** The order d. */
  public int dim() {
    return mean.rows();
  }

  /**
   * The mean, (d, d), of which the lower triangle alone counts; the same object always, to be
   * changed only to restore a saved one.
   */
  public Matrix lower() {
    return mean;
  }

  /**
   * The mean with both triangles, (d, d), until the next update; the same object as {@link #lower}.
   */
  public Matrix symmetric() {
    return Symmetric.mirrorLower(mean);
  }

  /**
   * Copies the mean, both triangles.
   *
   * @param into (d, d)
   * @return into
   */
  public Matrix copyTo(Matrix into) {
    return Symmetric.mirrorLower(into.setTo(mean));
  }

  /** The trace of the mean. */
  public double trace() {
    double sum = 0;
    for (int i = 0; i < mean.rows(); i++) {
      sum += mean.get(i, i);
    }
    return sum;
  }

  /** w, how many updates of full weight the mean is worth. */
  public double weight() {
    return weight;
  }

  /**
   * Restores a saved weight.
   *
   * @param w what {@link #weight} returned
   */
  public void restoreWeight(double w) {
    weight = w;
  }
}
