package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;

/** What a {@link WidePass} keeps of the activation: φ′ at every example and unit. */
sealed interface Slopes permits Slopes.Entrywise, ActiveUnits {
  /**
   * Keeps the slopes of the tile of units from first on and adds its outputs, {@code F ← F + φ(Z)
   * aᵀ}.
   *
   * @param first the first unit
   * @param Z pre-activations, (n, c)
   * @param a the readout's columns of these units, (C, c)
   * @param F (n, C)
   * @param room (n, c), overwritten
   */
  void forward(int first, Matrix Z, Matrix a, Matrix F, Matrix room);

  /** {@code g ← (dF a) ∘ φ′} of a tile, (n, c); returns g. */
  Matrix backward(int first, Matrix dF, Matrix a, Matrix g);

  /** {@code dZ ← dZ ∘ φ′} of a tile, (n, c); returns dZ. */
  Matrix times(int first, Matrix dZ);

  /**
   * The Gram matrix of the output gradients of all units, if there is a shorter way to it than
   * through them.
   *
   * @param dF (n, C)
   * @param A the readout, (C, m)
   * @param K (n, n)
   * @return whether K was set
   */
  boolean gram(Matrix dF, Matrix A, Matrix K);

  /**
   * {@code into ← α gᵀ Y} for the output gradients g of all units, if there is a shorter way to it
   * than through them.
   *
   * @param alpha α
   * @param dF (n, C)
   * @param A the readout, (C, m)
   * @param Y (n, k), not a transposed view
   * @param into (m, k), not a transposed view
   * @return whether into was set
   */
  boolean pullBack(double alpha, Matrix dF, Matrix A, Matrix Y, Matrix into);

  /** Any function: the slopes as a matrix. */
  final class Entrywise implements Slopes {
    private final Nonlinearity function;
    private final Matrix all;
    private final Entries.Loop3 slope;
    private final Entries.Loop2 apply;
    private final Entries.Loop2 keep = this::keep;
    private final Entries.Loop2 multiply = this::multiply;
    private final Entries.Loop1 ones = (a, count) -> java.util.Arrays.fill(a, 0, count, 1);
    private int from;

    Entrywise(int n, int m, Nonlinearity function) {
      this.function = function;
      all = Matrix.zeros(n, m);
      slope = this.function::timesDerivative;
      apply = this.function::apply;
    }

    @Override
    public void forward(int first, Matrix Z, Matrix a, Matrix F, Matrix room) {
      from = first;
      Entries.each(Z, room, apply);
      F.plusProductInPlace(1, room, a.T());
      Matrix D = Matrix.zeros(Z.rows(), Z.cols());
      Entries.each(D, ones);
      Entries.each(Z, room, D, slope);
      Entries.columns(D, all, keep);
    }

    private void keep(double[] tile, double[] d, int rows) {
      System.arraycopy(tile, 0, d, from * rows, tile.length);
    }

    @Override
    public Matrix backward(int first, Matrix dF, Matrix a, Matrix g) {
      return times(first, g.setToProduct(dF, a));
    }

    @Override
    public Matrix times(int first, Matrix dZ) {
      from = first;
      Entries.columns(dZ, all, multiply);
      return dZ;
    }

    private void multiply(double[] tile, double[] d, int rows) {
      int start = from * rows;
      for (int i = 0; i < tile.length; i++) {
        tile[i] *= d[start + i];
      }
    }

    @Override
    public boolean gram(Matrix dF, Matrix A, Matrix K) {
      return false;
    }

    @Override
    public boolean pullBack(double alpha, Matrix dF, Matrix A, Matrix Y, Matrix into) {
      return false;
    }
  }
}
