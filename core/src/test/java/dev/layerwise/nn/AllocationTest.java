package dev.layerwise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllocationTest {
  private static final Shape IMAGE = new Shape(2, 12, 12);
  private static final int N = 128;
  private static final int STEPS = 20;

  /**
   * Views of matrices and the like are allowed, at most a few hundred objects of up to 100 bytes a
   * step before the compiler has removed them; the smallest matrix of a hidden layer that a step
   * could have allocated has 128·32·8 bytes.
   */
  private static final long ALLOWED = 128 * 32 * 8 - 1;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp:288-64-32-10",
        "mlp:288-64-32-10,activation=gelu,norm=layer",
        "resmlp:288-32-10,norm=batch",
        "cnn:4-8,norm=batch",
        "cnn:4-8,pool=average"
      })
  void aStepAllocatesNoMatrices(String spec) {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported());
    com.sun.management.ThreadMXBean bean =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Rng rng = Rng.of(4);
    Network network = Models.parse(spec, IMAGE, 10).initialized(Initialization.HE_NORMAL, rng);
    Matrix X = rng.stream("X").gaussian(N, IMAGE.size());
    Matrix Y = Matrix.generate(N, 10, (i, j) -> i % 10 == j ? 1 : 0);
    Matrix g = Matrix.zeros(N, 10);
    Pass pass = network.pass(N);
    Loss loss = new SoftmaxCrossEntropy();
    step(pass, loss, X, Y, g);
    long before = bean.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      step(pass, loss, X, Y, g);
    }
    long each = (bean.getCurrentThreadAllocatedBytes() - before) / STEPS;
    assertThat(each).as("bytes a step of %s", spec).isLessThan(ALLOWED);
  }

  private static void step(Pass pass, Loss loss, Matrix X, Matrix Y, Matrix g) {
    Matrix f = pass.forward(X, Mode.TRAIN);
    assertThat(loss.value(f, Y)).isFinite();
    pass.backward(loss.gradient(f, Y, g));
    for (Block block : pass.network().blocks()) {
      pass.input(block, WeightSharing.REDUCE);
      pass.outputGradient(block, WeightSharing.REDUCE);
    }
    pass.tangent(Parameter::gradient);
    loss.sampledGradient(f, LABELS, g);
    pass.propagate(g);
  }

  private static final Rng LABELS = Rng.of(2);
}
