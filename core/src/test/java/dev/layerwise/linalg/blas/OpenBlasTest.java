package dev.layerwise.linalg.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** OpenBLAS against the Java twin, every flag, odd sizes, leading dimensions above the sizes. */
class OpenBlasTest {
  /**
   * An entry is a sum of at most 19 products of numbers near 1: 19 · 2⁻⁵³ ≈ 2e-15, times growth.
   */
  private static final double ROUNDING = 1e-13;

  private static final Blas OPEN = new OpenBlas();
  private static final Blas JAVA = new JavaBlas();
  private static final boolean[] BOTH = {false, true};

  private final SplittableRandom random = new SplittableRandom(7);

  private double[] draw(int length) {
    return random.doubles(length, -1, 1).toArray();
  }

  /** A triangular factor whose solves do not magnify. */
  private double[] triangular(int n, int ld) {
    double[] l = draw(ld * n);
    for (int i = 0; i < n; i++) {
      l[i + i * ld] = 4 + i;
    }
    return l;
  }

  private interface Call {
    void on(Blas blas, Operand result);
  }

  private static DynamicTest agree(String name, double[] start, Call call) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          double[] open = start.clone();
          double[] java = start.clone();
          call.on(OPEN, new Operand(open));
          call.on(JAVA, new Operand(java));
          assertThat(java).isNotEqualTo(start);
          for (int i = 0; i < open.length; i++) {
            assertThat(open[i])
                .as("entry %d", i)
                .isFinite()
                .isCloseTo(java[i], org.assertj.core.data.Offset.offset(ROUNDING));
          }
        });
  }

  @TestFactory
  List<DynamicTest> productsEqualTheDefinition() {
    List<DynamicTest> tests = new ArrayList<>();
    int m = 7;
    int n = 5;
    int k = 19;
    for (boolean transA : BOTH) {
      for (boolean transB : BOTH) {
        for (double beta : new double[] {0, 1, -0.3}) {
          int lda = (transA ? k : m) + 2;
          int ldb = (transB ? n : k) + 1;
          Operand taller = new Operand(draw(lda * (transA ? m : k)));
          Operand other = new Operand(draw(ldb * (transB ? k : n)));
          tests.add(
              agree(
                  "dgemm %s %s beta %s".formatted(transA, transB, beta),
                  draw((m + 3) * n),
                  (blas, c) ->
                      blas.dgemm(
                          transA, transB, m, n, k, 0.7, taller, lda, other, ldb, beta, c, m + 3)));
          tests.add(
              agree(
                  "dgemm %s %s beta %s from the third row".formatted(transA, transB, beta),
                  draw(m * n),
                  (blas, c) -> {
                    int l = transA ? k : m;
                    blas.dgemm(
                        transA, transB, m, n, k, 1, taller, 2, l + 2, other, ldb, beta, c, m);
                  }));
        }
      }
    }
    for (boolean trans : BOTH) {
      int lda = (trans ? k : n) + 2;
      Operand a = new Operand(draw(lda * (trans ? n : k)));
      tests.add(
          agree(
              "dsyrk " + trans,
              draw((n + 1) * n),
              (blas, c) -> blas.dsyrk(trans, n, k, 0.7, a, lda, 0.2, c, n + 1)));
      Operand x = new Operand(draw(19));
      Operand g = new Operand(draw((m + 2) * n));
      tests.add(
          agree(
              "dgemv " + trans,
              draw(trans ? n : m),
              (blas, y) -> blas.dgemv(trans, m, n, 0.7, g, m + 2, x, 0.2, y)));
    }
    tests.add(lowerProduct(5, 19));
    tests.add(lowerProduct(150, 3)); // of more than one panel
    Operand x = new Operand(draw(m));
    Operand y = new Operand(draw(n));
    tests.add(agree("dger", draw((m + 2) * n), (blas, a) -> blas.dger(m, n, 0.7, x, y, a, m + 2)));
    return tests;
  }

  /** Above the diagonal, where the result is of no worth, both are made equal. */
  private DynamicTest lowerProduct(int n, int k) {
    Operand a = new Operand(draw((k + 2) * n));
    Operand b = new Operand(draw((k + 1) * n));
    return agree(
        "dgemmt of order " + n,
        draw((n + 3) * n),
        (blas, c) -> {
          blas.dgemmt(n, k, 0.7, a, k + 2, b, k + 1, 0.2, c, n + 3);
          for (int j = 0; j < n; j++) {
            java.util.Arrays.fill(c.array(), j * (n + 3), j * (n + 3) + j, 0);
          }
        });
  }

  @TestFactory
  List<DynamicTest> triangularRoutinesEqualTheDefinition() {
    List<DynamicTest> tests = new ArrayList<>();
    int m = 7;
    int n = 5;
    for (boolean right : BOTH) {
      for (boolean trans : BOTH) {
        int order = right ? n : m;
        Operand l = new Operand(triangular(order, order + 2));
        tests.add(
            agree(
                "dtrsm right %s trans %s".formatted(right, trans),
                draw((m + 1) * n),
                (blas, b) -> blas.dtrsm(right, trans, m, n, 0.7, l, order + 2, b, m + 1)));
        tests.add(
            agree(
                "dtrmm right %s trans %s".formatted(right, trans),
                draw((m + 1) * n),
                (blas, b) -> blas.dtrmm(right, trans, m, n, 0.7, l, order + 2, b, m + 1)));
      }
    }
    return tests;
  }

  /** The limit is lowered to 0 by asking for the large routines themselves. */
  @TestFactory
  List<DynamicTest> largeCallsEqualSmallOnesToTheLastBit() {
    int m = 7;
    int n = 5;
    int k = 9;
    Operand a = new Operand(draw(m * k));
    Operand b = new Operand(draw(k * n));
    Operand l = new Operand(triangular(m, m));
    List<DynamicTest> tests = new ArrayList<>();
    for (double beta : new double[] {0, 0.3}) {
      tests.add(
          same(
              "dgemm beta " + beta,
              draw(m * n),
              c -> OPEN.dgemm(false, false, m, n, k, 1, a, m, b, k, beta, new Operand(c), m),
              c ->
                  LargeBlas.dgemm(
                      111, 111, m, n, k, 1, a.array(), 0, m, b.array(), k, beta, c, m)));
      tests.add(
          same(
              "dsyrk beta " + beta,
              draw(m * m),
              c -> OPEN.dsyrk(false, m, k, 1, a, m, beta, new Operand(c), m),
              c -> LargeBlas.dsyrk(111, m, k, 1, a.array(), m, beta, c, m)));
    }
    Operand tall = new Operand(draw(11 * Math.max(m, k)));
    for (boolean trans : BOTH) {
      tests.add(
          same(
              "dgemm of rows from the third on, transposed " + trans,
              draw(m * n),
              c -> {
                Operand result = new Operand(c);
                OPEN.dgemm(trans, false, m, n, k, 1, tall, 2, 11, b, k, 0, result, m);
              },
              c -> {
                int op = trans ? 112 : 111;
                LargeBlas.dgemm(op, 111, m, n, k, 1, tall.array(), 2, 11, b.array(), k, 0, c, m);
              }));
    }
    tests.add(
        same(
            "dtrsm",
            draw(m * n),
            c -> OPEN.dtrsm(false, true, m, n, 1, l, m, new Operand(c), m),
            c -> LargeBlas.dtrsm(141, 112, m, n, 1, l.array(), m, c, m)));
    return tests;
  }

  interface Routine {
    void on(double[] result) throws Throwable;
  }

  static DynamicTest same(String name, double[] start, Routine small, Routine large) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          double[] first = start.clone();
          double[] second = start.clone();
          small.on(first);
          large.on(second);
          assertThat(second).containsExactly(first).isNotEqualTo(start);
        });
  }
}
