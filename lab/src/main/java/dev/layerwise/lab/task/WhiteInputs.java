package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.Arrays;

/** A batch of inputs with independent entries, and its second moment; the buffers are reused. */
interface WhiteInputs {
  static WhiteInputs of(LinearTask.InputLaw law, int n, int d) {
    return switch (law) {
      case UNIFORM -> new Signs(n, d);
      case GAUSSIAN -> new Normals(n, d);
    };
  }

  /** Draws a batch. */
  void draw(Rng rng);

  /** {@code U}, (n × d); overwritten by the next draw. */
  Matrix U();

  /** {@code UᵀU/n}, (d × d); a new matrix. */
  Matrix secondMoment();

  /** Standard normal entries. */
  final class Normals implements WhiteInputs {
    private final Matrix U;

    Normals(int n, int d) {
      U = Matrix.zeros(n, d);
    }

    @Override
    public void draw(Rng rng) {
      U.fillColumnsInPlace(rng::fillGaussian);
    }

    @Override
    public Matrix U() {
      return U;
    }

    @Override
    public Matrix secondMoment() {
      return Matrix.zeros(U.cols(), U.cols()).setToGram(1.0 / U.rows(), U);
    }
  }

  /**
   * Entries +1 and −1, drawn 64 at a time as the bits of words. The second moment is a count:
   * {@code n (UᵀU/n)_jk = n − 2 · |{i : U_ij ≠ U_ik}|}, exact in integers.
   */
  final class Signs implements WhiteInputs {
    private final int n;
    private final int d;
    private final int wordsPerInput;
    private final long lastWordMask;
    private final long[] bits; // word w of input j at [w · d + j]
    private final long[] different;
    private final Matrix U;

    Signs(int n, int d) {
      this.n = n;
      this.d = d;
      this.wordsPerInput = (n + Long.SIZE - 1) / Long.SIZE;
      this.lastWordMask = n % Long.SIZE == 0 ? -1L : (1L << (n % Long.SIZE)) - 1;
      this.bits = new long[wordsPerInput * d];
      this.different = new long[d];
      this.U = Matrix.zeros(n, d);
    }

    @Override
    public void draw(Rng rng) {
      rng.fillBits(bits);
      for (int j = 0, last = (wordsPerInput - 1) * d; j < d; j++) {
        bits[last + j] &= lastWordMask;
      }
      U.fillColumnsInPlace(this::expand);
    }

    private void expand(double[] columns) {
      for (int j = 0; j < d; j++) {
        for (int w = 0; w < wordsPerInput; w++) {
          int from = j * n + w * Long.SIZE;
          expandWord(bits[w * d + j], columns, from, Math.min(Long.SIZE, n - w * Long.SIZE));
        }
      }
    }

    private static void expandWord(long word, double[] signs, int from, int count) {
      for (int i = 0; i < count; i++) {
        signs[from + i] = 1 - 2 * ((word >>> i) & 1);
      }
    }

    @Override
    public Matrix U() {
      return U;
    }

    @Override
    public Matrix secondMoment() {
      Matrix W = Matrix.zeros(d, d);
      W.fillColumnsInPlace(this::countAgreements);
      return W;
    }

    private void countAgreements(double[] W) {
      double perExample = 1.0 / n;
      for (int j = 0; j < d; j++) {
        Arrays.fill(different, j, d, 0);
        for (int w = 0; w < wordsPerInput; w++) {
          countDifferent(bits, w * d, bits[w * d + j], different, j, d);
        }
        for (int k = j; k < d; k++) {
          W[j * d + k] = (n - 2 * different[k]) * perExample;
          W[k * d + j] = W[j * d + k];
        }
      }
    }

    private static void countDifferent(
        long[] bits, int row, long word, long[] different, int from, int to) {
      for (int k = from; k < to; k++) {
        different[k] += Long.bitCount(bits[row + k] ^ word);
      }
    }
  }
}
