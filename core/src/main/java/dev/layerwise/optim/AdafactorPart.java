package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.Arrays;

/**
 * Adafactor on one parameter, whose direction overwrites the gradient. Of the second moment of a
 * matrix only the means over rows and over columns are kept:
 *
 * <pre>
 * β = 1 − t^(−c)
 * r ← β r + (1 − β) mean over columns of (G² + ε₁)          (dOut)
 * q ← β q + (1 − β) mean over rows of (G² + ε₁)             (dIn)
 * U = G/√(r qᵀ/mean(r)),  U ← U/max(1, rms(U)/d)            a vector keeps its whole second moment
 * D = U max(ε₂, rms(W)) min(1, 1/(η √t))
 * </pre>
 *
 * <p>A convolution's kernel is factored as its matrix (cOut, cIn · kh · kw). Source: Shazeer and
 * Stern, arXiv:1804.04235, Algorithm 4 and Algorithm 5; the learning rate η is the bound that they
 * set to 10⁻².
 */
public final class AdafactorPart implements PerParameter.Part {
  /**
   * The hyperparameters.
   *
   * @param eta η, the learning rate
   * @param decay c
   * @param eps1 ε₁
   * @param eps2 ε₂
   * @param threshold d; no clipping if 0
   * @param scaled whether the step is relative to rms(W)
   * @param relative whether the learning rate falls as 1/√t from where that is less than η
   */
  public record Hyper(
      Schedule eta,
      Schedule decay,
      Schedule eps1,
      Schedule eps2,
      Schedule threshold,
      boolean scaled,
      boolean relative) {}

  private final Hyper hyper;
  private final Matrix W;
  private final boolean factored;
  private final Matrix rowMeans;
  private final Matrix columnMeans;
  private final double[] rows;
  private final double[] columns;
  private final Entries.Loop2 whole = this::whole;
  private final Entries.Loop1 sum = this::sum;
  private final Entries.Loop1 divide = this::divide;
  private double beta;
  private double add;

  /**
   * Starts.
   *
   * @param parameter what is trained
   * @param hyper the hyperparameters
   */
  public AdafactorPart(Parameter parameter, Hyper hyper) {
    this.hyper = hyper;
    W = parameter.value();
    factored = parameter.isMatrix();
    rowMeans = factored ? Matrix.zeros(W.rows(), 1) : Matrix.zeros(W.rows(), W.cols());
    columnMeans = Matrix.zeros(factored ? W.cols() : 0, 1);
    rows = new double[factored ? W.rows() : 0];
    columns = new double[factored ? W.cols() : 0];
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    long t = step.t();
    beta = 1 - Math.pow((double) t, -hyper.decay().at(t));
    add = hyper.eps1().at(t);
    if (factored) {
      Arrays.fill(rows, 0);
      Entries.each(G, sum);
      average(rowMeans, rows, W.cols());
      average(columnMeans, columns, W.rows());
      double mean = rowMeans.sum() / W.rows();
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Math.sqrt(mean / rowMeans.get(i, 0));
      }
      for (int j = 0; j < columns.length; j++) {
        columns[j] = Math.sqrt(1 / columnMeans.get(j, 0));
      }
      Entries.each(G, divide);
    } else {
      Entries.each(G, rowMeans, whole);
    }
    return G.timesInPlace(scale(G, t));
  }

  /** The learning rate's share in D, with the clipping of U. */
  private double scale(Matrix U, long t) {
    double root = Math.sqrt((double) W.rows() * W.cols());
    double d = hyper.threshold().at(t);
    double scale = d > 0 ? 1 / Math.max(1, U.frobeniusNorm() / root / d) : 1;
    if (hyper.scaled()) {
      scale *= Math.max(hyper.eps2().at(t), W.frobeniusNorm() / root);
    }
    double eta = hyper.eta().at(t);
    if (hyper.relative() && eta > 0) {
      scale *= Math.min(1, 1 / (eta * Math.sqrt((double) t)));
    }
    return scale;
  }

  private void sum(double[] g, int n) {
    int height = rows.length;
    for (int j = 0; j < columns.length; j++) {
      double column = 0;
      for (int i = 0; i < height; i++) {
        double square = g[i + j * height] * g[i + j * height];
        rows[i] += square;
        column += square;
      }
      columns[j] = column;
    }
  }

  private void average(Matrix means, double[] sums, int count) {
    for (int i = 0; i < sums.length; i++) {
      means.set(i, 0, beta * means.get(i, 0) + (1 - beta) * (sums[i] / count + add));
    }
  }

  private void divide(double[] g, int n) {
    int height = rows.length;
    for (int j = 0; j < columns.length; j++) {
      double column = columns[j];
      for (int i = 0; i < height; i++) {
        g[i + j * height] *= rows[i] * column; // U = G/√(r qᵀ/mean(r))
      }
    }
  }

  private void whole(double[] g, double[] squares, int n) {
    for (int i = 0; i < n; i++) {
      double v = beta * squares[i] + (1 - beta) * (g[i] * g[i] + add);
      squares[i] = v;
      g[i] /= Math.sqrt(v);
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.matrix(factored ? "r" : "v", rowMeans);
    if (factored) {
      visitor.matrix("q", columnMeans);
    }
  }
}
