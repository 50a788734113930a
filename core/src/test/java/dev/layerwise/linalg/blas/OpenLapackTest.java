package dev.layerwise.linalg.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** OpenBLAS's LAPACK against the Java twin where the answer is unique. */
class OpenLapackTest {
  /** Backward stable algorithms of order below 20 on well-conditioned matrices of size near 1. */
  private static final double ROUNDING = 1e-12;

  private static final Lapack OPEN = new OpenLapack();
  private static final Lapack JAVA = new JavaLapack();

  private final SplittableRandom random = new SplittableRandom(8);

  private double[] draw(int length) {
    return random.doubles(length, -1, 1).toArray();
  }

  private static Operand of(double[] a) {
    return new Operand(a);
  }

  /** Column-major, symmetric, diagonally dominant. */
  private double[] spd(int n) {
    double[] a = draw(n * n);
    for (int j = 0; j < n; j++) {
      a[j + j * n] = n;
      for (int i = 0; i < j; i++) {
        a[i + j * n] = a[j + i * n];
      }
    }
    return a;
  }

  private static void assertAgree(double[] open, double[] java) {
    assertThat(open).hasSameSizeAs(java);
    for (int i = 0; i < open.length; i++) {
      assertThat(open[i]).as("entry %d", i).isFinite().isCloseTo(java[i], offset(ROUNDING));
    }
  }

  @Test
  void choleskyAndItsInverseAgree() {
    int n = 11;
    double[] open = spd(n);
    double[] java = open.clone();
    assertThat(OPEN.dpotrf(n, of(open), n)).isEqualTo(JAVA.dpotrf(n, of(java), n)).isZero();
    assertAgree(open, java);
    assertThat(OPEN.dpotri(n, of(open), n)).isEqualTo(JAVA.dpotri(n, of(java), n)).isZero();
    assertAgree(open, java);
  }

  @Test
  void choleskyStopsAtTheSamePivotWithTheSameValue() {
    int n = 11;
    for (int bad : new int[] {0, 3, 10}) {
      double[] open = spd(n);
      open[bad + bad * n] = -2;
      double[] java = open.clone();
      assertThat(OPEN.dpotrf(n, of(open), n)).isEqualTo(bad + 1);
      assertThat(JAVA.dpotrf(n, of(java), n)).isEqualTo(bad + 1);
      assertThat(open[bad + bad * n]).isNegative().isCloseTo(java[bad + bad * n], offset(ROUNDING));
    }
  }

  @Test
  void choleskyOfALargeMatrixLeavesTheFailingPivotInPlace() {
    int n = 301;
    int bad = 217;
    double[] a = spd(n);
    a[bad + bad * n] = -2;
    double[] java = a.clone();
    assertThat(OPEN.dpotrf(n, of(a), n)).isEqualTo(bad + 1);
    JAVA.dpotrf(n, of(java), n);
    assertThat(a[bad + bad * n]).isCloseTo(java[bad + bad * n], offset(ROUNDING * n));
  }

  @Test
  void eigenvaluesAgreeWithAndWithoutVectors() {
    int n = 13;
    double[] a = spd(n);
    double[] open = new double[n];
    double[] alone = new double[n];
    double[] java = new double[n];
    double[] vectors = a.clone();
    OPEN.dsyevd(true, n, of(vectors), n, of(open));
    OPEN.dsyevd(false, n, of(a.clone()), n, of(alone));
    double[] javaVectors = a.clone();
    JAVA.dsyevd(true, n, of(javaVectors), n, of(java));
    assertAgree(open, java);
    assertAgree(alone, java);
    for (int k = 0; k < n; k++) {
      double dot = 0;
      for (int i = 0; i < n; i++) {
        dot += vectors[i + k * n] * javaVectors[i + k * n];
      }
      assertThat(Math.abs(dot)).isCloseTo(1, offset(ROUNDING));
    }
  }

  @Test
  void singularValuesAgreeForTallWideAndRankDeficientMatrices() {
    for (int[] shape : new int[][] {{11, 7}, {7, 11}, {5, 5}}) {
      int m = shape[0];
      int n = shape[1];
      int k = Math.min(m, n);
      double[] a = draw(m * n);
      System.arraycopy(a, 0, a, (n - 1) * m, m);
      double[] open = new double[k];
      double[] java = new double[k];
      double[] u = new double[m * k];
      double[] vt = new double[k * n];
      assertThat(OPEN.dgesdd(true, m, n, of(a.clone()), m, of(open), of(u), of(vt))).isZero();
      assertThat(JAVA.dgesdd(true, m, n, of(a.clone()), m, of(java), of(u), of(vt))).isZero();
      assertAgree(open, java);
      assertReconstructs(m, n, a, java, u, vt);
    }
  }

  private static void assertReconstructs(
      int m, int n, double[] a, double[] s, double[] u, double[] vt) {
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int l = 0; l < s.length; l++) {
          sum += u[i + l * m] * s[l] * vt[l + j * s.length];
        }
        assertThat(sum).isCloseTo(a[i + j * m], offset(ROUNDING));
      }
    }
  }

  @Test
  void qrAgreesToTheLastSign() {
    for (int[] shape : new int[][] {{11, 7}, {7, 11}}) {
      int m = shape[0];
      int n = shape[1];
      int k = Math.min(m, n);
      double[] open = draw(m * n);
      double[] java = open.clone();
      double[] openTau = new double[k];
      double[] javaTau = new double[k];
      OPEN.dgeqrf(m, n, of(open), m, of(openTau));
      JAVA.dgeqrf(m, n, of(java), m, of(javaTau));
      assertAgree(open, java);
      assertAgree(openTau, javaTau);
      OPEN.dorgqr(m, k, k, of(open), m, of(openTau));
      JAVA.dorgqr(m, k, k, of(java), m, of(javaTau));
      assertAgree(open, java);
    }
  }

  @Test
  void luAndItsSolvesAgree() {
    int n = 9;
    int nrhs = 4;
    double[] open = draw(n * n);
    double[] java = open.clone();
    int[] openPivots = new int[n];
    int[] javaPivots = new int[n];
    assertThat(OPEN.dgetrf(n, of(open), n, openPivots)).isZero();
    assertThat(JAVA.dgetrf(n, of(java), n, javaPivots)).isZero();
    assertAgree(open, java);
    assertThat(openPivots).containsExactly(javaPivots);
    for (boolean trans : new boolean[] {false, true}) {
      double[] openB = draw(n * nrhs);
      double[] javaB = openB.clone();
      OPEN.dgetrs(trans, n, nrhs, of(open), n, openPivots, of(openB), n);
      JAVA.dgetrs(trans, n, nrhs, of(java), n, javaPivots, of(javaB), n);
      assertAgree(openB, javaB);
    }
  }

  @Test
  void luOfASingularMatrixNamesTheSamePivot() {
    double[] a = {1, 2, 3, 2, 4, 6, 1, 0, 1};
    assertThat(OPEN.dgetrf(3, of(a.clone()), 3, new int[3]))
        .isEqualTo(JAVA.dgetrf(3, of(a.clone()), 3, new int[3]))
        .isEqualTo(2);
  }

  @TestFactory
  List<DynamicTest> largeCallsEqualSmallOnesToTheLastBit() {
    int m = 11;
    int n = 7;
    double[] tau = new double[n];
    double[] reflectors = draw(m * n);
    OPEN.dgeqrf(m, n, of(reflectors), m, of(tau));
    int[] pivots = new int[n];
    double[] factors = draw(n * n);
    OPEN.dgetrf(n, of(factors), n, pivots);
    double[] w = new double[n];
    double[] s = new double[n];
    double[] u = new double[m * n];
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        OpenBlasTest.same(
            "dpotrf", spd(n), a -> OPEN.dpotrf(n, of(a), n), a -> LargeBlas.dpotrf(n, a, n)));
    tests.add(
        OpenBlasTest.same(
            "dpotri", spd(n), a -> OPEN.dpotri(n, of(a), n), a -> LargeBlas.dpotri(n, a, n)));
    tests.add(
        OpenBlasTest.same(
            "dsyevd",
            spd(n),
            a -> OPEN.dsyevd(true, n, of(a), n, of(w)),
            a -> LargeBlas.dsyevd((byte) 'V', n, a, n, w, 1 + 6 * n + 2 * n * n, 3 + 5 * n)));
    tests.add(
        OpenBlasTest.same(
            "dgeqrf",
            draw(m * n),
            a -> OPEN.dgeqrf(m, n, of(a), m, of(new double[n])),
            a -> LargeBlas.dgeqrf(m, n, a, m, new double[n], 64 * n)));
    tests.add(
        OpenBlasTest.same(
            "dorgqr",
            reflectors,
            a -> OPEN.dorgqr(m, n, n, of(a), m, of(tau)),
            a -> LargeBlas.dorgqr(m, n, n, a, m, tau, 64 * n)));
    tests.add(
        OpenBlasTest.same(
            "dgetrf",
            draw(n * n),
            a -> OPEN.dgetrf(n, of(a), n, new int[n]),
            a -> LargeBlas.dgetrf(n, a, n, new int[n])));
    tests.add(
        OpenBlasTest.same(
            "dgetrs",
            draw(n * 3),
            b -> OPEN.dgetrs(true, n, 3, of(factors), n, pivots, of(b), n),
            b -> LargeBlas.dgetrs((byte) 'T', n, 3, factors, n, pivots, b, n)));
    double[] a = draw(m * n);
    tests.add(
        OpenBlasTest.same(
            "dgesdd",
            new double[n * n],
            v -> OPEN.dgesdd(true, m, n, of(a.clone()), m, of(s), of(u), of(v)),
            v -> LargeBlas.dgesdd((byte) 'S', m, n, a.clone(), m, s, u, v, 4000)));
    return tests;
  }
}
