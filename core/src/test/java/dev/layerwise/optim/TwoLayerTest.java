package dev.layerwise.optim;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.Vec;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.LinearStatistics;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.rule.Foof;
import dev.layerwise.optim.rule.KFac;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Theorems and laws of the methods of two-layer linear representation learning. */
final class TwoLayerTest {
  /** A few solves with condition numbers below 1e4. */
  private static final double ROUNDING = 1e-10;

  private static final int N = 31;
  private static final int D_X = 7;
  private static final int D_Y = 5;
  private static final int K = 3;

  private final Rng rng = Rng.of(17);
  private final Matrix G0 = rng.stream("G").haarRows(K, D_X);
  private final Matrix F0 = rng.stream("F").gaussian(D_Y, K);

  private Matrix inputs(int step) {
    return rng.stream("X", step).gaussian(N, D_X);
  }

  private Matrix targets(int step) {
    return rng.stream("Y", step).gaussian(N, D_Y);
  }

  private Moments batch(int step) {
    return Moments.of(inputs(step), targets(step));
  }

  /** Trains for some steps on batches whose inputs are multiplied by T. */
  private LinearNetwork train(Method method, LinearNetwork initial, Matrix T, int steps) {
    Method.Training training = method.start(initial);
    for (int t = 0; t < steps; t++) {
      Moments A = Moments.of(inputs(2 * t).times(T.T()), targets(2 * t));
      Moments B = Moments.of(inputs(2 * t + 1).times(T.T()), targets(2 * t + 1));
      training.step(A, B);
    }
    return training.network();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void kFacIsTheDenseGaussNewtonBlockOfALinearNetwork(int layer) {
    LinearStatistics statistics = LinearNetwork.of(F0, G0).on(batch(0));
    Matrix W = statistics.layer(layer).W();
    Matrix step = W.minus(new KFac(1.0).start().step(statistics.layer(layer)));
    int from = layer == 0 ? 0 : K * D_X;
    int to = layer == 0 ? K * D_X : K * D_X + D_Y * K;
    Matrix block = statistics.gaussNewton().slice(from, to, from, to);
    Matrix dense = Spd.of(block).inv().times(Vec.of(statistics.layer(layer).G()));
    assertClose(Vec.of(step), dense, ROUNDING);
  }

  /** x → T x, G → G T⁻¹ describes the same function; K-FAC takes the same step in it. */
  @Test
  void kFacDoesNotSeeAnInvertibleMapOfTheInputs() {
    Matrix T = rng.stream("T").gaussian(D_X, D_X).plusDiagonal(3);
    Method free = new AlternatingDescent(new KFac(0.3), RowConstraint.FREE, new KFac(1));
    assertThat(change(free, T)).isLessThan(ROUNDING);
    assertThat(change(TwoLayer.amgdWithoutOrtho(0.03), T)).isGreaterThan(1e-3);
  }

  /** Largest difference of the trained maps, with and without the change of inputs. */
  private double change(Method method, Matrix T) {
    LinearNetwork plain = LinearNetwork.of(F0, G0);
    LinearNetwork mapped = LinearNetwork.of(F0, G0.times(T.solve(Matrix.identity(D_X))));
    Matrix expected = train(method, plain, Matrix.identity(D_X), 5).product();
    Matrix actual = train(method, mapped, T, 5).product().times(T);
    return actual.minus(expected).maxAbs() / expected.maxAbs();
  }

  /** With the least-squares head, rescaling G's rows is undone by F: a gauge. */
  @Test
  void orthonormalRowsDoNotChangeKFacsFunction() {
    Method free = new AlternatingDescent(new KFac(0.3), RowConstraint.FREE, new KFac(1));
    LinearNetwork initial = LinearNetwork.of(F0, G0);
    Matrix I = Matrix.identity(D_X);
    assertClose(
        train(TwoLayer.kFac(0.3), initial, I, 6).product(),
        train(free, initial, I, 6).product(),
        ROUNDING);
  }

  /** Lemma 3.1: the head's step is a mean of the head and the least-squares head. */
  @Test
  void headUpdateIsAMovingAverageOfLeastSquaresHeads() {
    double eta = 0.3;
    Moments batch = batch(0);
    Matrix stepped = new KFac(eta).start().step(LinearNetwork.of(F0, G0).on(batch).layer(1));
    Matrix Z = inputs(0).times(G0.T());
    Matrix leastSquares = Z.T().times(Z).solve(Z.T().times(targets(0))).T();
    assertClose(TwoLayer.leastSquaresHead(G0, batch), leastSquares, ROUNDING);
    assertClose(stepped, F0.times(1 - eta).plus(leastSquares.times(eta)), ROUNDING);
  }

  @Test
  void minMinSolvesForTheRepresentation() {
    Moments A = batch(0);
    Method.Training training = TwoLayer.minMin().start(LinearNetwork.of(F0, G0));
    training.step(A, batch(1));
    Matrix least = inputs(0).T().times(inputs(0)).solve(inputs(0).T().times(targets(0))).T();
    Matrix G = F0.T().times(F0).solve(F0.T().times(least));
    assertClose(training.network().weight(0), RowConstraint.ORTHONORMAL.impose(G), ROUNDING);
  }

  @Test
  void dfwIsKFacWithoutTheLeftFactor() {
    var layer = LinearNetwork.of(F0, G0).on(batch(0)).layer(0);
    Matrix kFac = layer.W().minus(new KFac(0.5).start().step(layer));
    Matrix foof = layer.W().minus(new Foof(0.5).start().step(layer));
    assertClose(F0.T().times(F0).times(kFac), foof, ROUNDING);
  }

  @Test
  void closedFormNaturalGradientIsThePseudoInverseOfTheFisherMatrix() {
    LinearStatistics statistics = LinearNetwork.of(F0, G0).on(batch(0));
    List<Matrix> closed = new NaturalGradientDescent(0.1, 0).direction(statistics);
    List<Matrix> damped = new NaturalGradientDescent(0.1, 1e-8).direction(statistics);
    // (H + λI)⁻¹ differs from H† by λ/λmin⁺ relative, and by rounding ε λmax/λ off the null space.
    assertClose(closed.get(0), damped.get(0), 1e-5);
    assertClose(closed.get(1), damped.get(1), 1e-5);
    Matrix g = Vec.of(statistics.layer(0).G());
    Matrix H = statistics.gaussNewton();
    Matrix d = stacked(Vec.of(closed.get(0)), Vec.of(closed.get(1)));
    assertClose(H.times(d), stacked(g, Vec.of(statistics.layer(1).G())), ROUNDING);
  }

  @Test
  void naturalGradientOfADeeperNetworkSolvesTheSameSystem() {
    LinearNetwork deep =
        new LinearNetwork(
            List.of(G0, rng.stream("middle").gaussian(K, K), rng.stream("top").gaussian(D_Y, K)));
    LinearStatistics statistics = deep.on(batch(0));
    List<Matrix> direction = new NaturalGradientDescent(0.1, 0).direction(statistics);
    Matrix d =
        stacked(
            stacked(Vec.of(direction.get(0)), Vec.of(direction.get(1))), Vec.of(direction.get(2)));
    Matrix g =
        stacked(
            stacked(Vec.of(statistics.layer(0).G()), Vec.of(statistics.layer(1).G())),
            Vec.of(statistics.layer(2).G()));
    assertClose(statistics.gaussNewton().times(d), g, 1e-8);
  }

  private static Matrix stacked(Matrix above, Matrix below) {
    return Matrix.blocks(new Matrix[][] {{above}, {below}});
  }

  @Test
  void withOneTaskTheAveragedAndTheLocalFactorAreTheSame() {
    Matrix averaged = oneTask(MultiTaskDescent.LeftFactor.TASK_AVERAGED);
    assertClose(oneTask(MultiTaskDescent.LeftFactor.LOCAL), averaged, ROUNDING);
    assertThat(oneTask(MultiTaskDescent.LeftFactor.NONE).minus(averaged).maxAbs())
        .isGreaterThan(1e-3);
  }

  private Matrix oneTask(MultiTaskDescent.LeftFactor leftFactor) {
    var training =
        new MultiTaskDescent(0.3, 1, leftFactor, RowConstraint.FREE).start(List.of(F0), G0);
    training.step(List.of(batch(0)), List.of(batch(1)));
    return training.representation();
  }

  @Test
  void mistakesAreNamed() {
    LinearNetwork deep = new LinearNetwork(List.of(G0, Matrix.identity(K), F0));
    assertThatThrownBy(() -> TwoLayer.kFac(0.1).start(deep))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "AlternatingDescent: the network has 3 layers; want 2, a head F on a representation G");
    assertThatThrownBy(() -> new NaturalGradientDescent(0.1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("natural gradient: damping λ = -1.0; want a finite number, 0 or greater");
    var training =
        new MultiTaskDescent(0.3, 1, MultiTaskDescent.LeftFactor.NONE, RowConstraint.FREE)
            .start(List.of(F0, F0), G0);
    assertThatThrownBy(() -> training.step(List.of(batch(0)), List.of(batch(1), batch(2))))
        .isInstanceOf(ShapeException.class)
        .hasMessage("MultiTaskDescent: 2 tasks, 1 and 2 batches; want two batches for each task");
  }
}
