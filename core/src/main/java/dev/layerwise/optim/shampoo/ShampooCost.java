package dev.layerwise.optim.shampoo;

import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * The counted cost of Shampoo and SOAP on a weight matrix (m, n), split into blocks where it is too
 * large. Second moments: {@code m n (m + n)}, half of a product each. A multiplication on both
 * sides, or a rotation: {@code 2 m n (m + n)}. An eigendecomposition: {@code 9 n³}, and {@code n³}
 * for the root; a step of orthogonal iteration: {@code 2 n³} and {@code 8/3 n³} for QR.
 */
public final class ShampooCost {
  private static final double EIGEN = 9;
  private static final double ROOT = 1;
  private static final double QR_STEP = 2 + 8.0 / 3;
  private static final double QR_ALGORITHM = 8 + 8.0 / 3;
  private static final double NEWTON_STEP = 8;
  private static final int BYTES = 8;

  private ShampooCost() {}

  /** Shampoo, and SOAP as a kind of it. */
  public static Cost of(Cost.LayerSize layer, Settings settings) {
    ShampooRules rules = new ShampooRules(settings);
    boolean corrected = rules.kind == ShampooRules.Kind.EIGENVALUE_CORRECTED;
    Cost sum = Cost.NONE;
    for (int m : runs(layer.dOut(), rules.maxDim)) {
      for (int n : runs(layer.dIn(), rules.maxDim)) {
        int[] factors = {
          rules.leavesAlone(2, 0) ? 0 : m, rules.leavesAlone(2, 1) ? 0 : n,
        };
        double cubes = 0;
        double squares = 0;
        double sides = 0;
        for (int d : factors) {
          cubes += (double) d * d * d;
          squares += (double) d * d;
          sides += d;
        }
        double entries = (double) m * n;
        double each =
            switch (rules.computation) {
              case EIGEN -> corrected ? EIGEN : EIGEN + ROOT;
              case QR -> QR_ALGORITHM * rules.iterations + (corrected ? 0 : ROOT);
              case COUPLED_NEWTON, HIGHER_ORDER -> NEWTON_STEP * rules.iterations;
            };
        double moment = rules.kind == ShampooRules.Kind.KL ? 3 * entries * sides : entries * sides;
        double states = (rules.hasMomentum ? 1 : 0) + (corrected ? 1 : 0) + graftStates(rules);
        sum =
            sum.plus(
                new Cost(
                    moment,
                    each * cubes / (double) rules.frequency,
                    (corrected ? 3 : 1) * 2 * entries * sides,
                    BYTES * entries * (6 + 3 * states),
                    2 * squares + states * entries));
      }
    }
    return sum.plus(Clipping.cost(layer, settings)).plus(Lengths.cost(layer, settings));
  }

  private static int graftStates(ShampooRules rules) {
    return rules.graft == ShampooRules.Graft.NONE || rules.graft == ShampooRules.Graft.SGD ? 0 : 1;
  }

  /** SOAP in its authors' convention. */
  public static Cost ofSoap(Cost.LayerSize layer, Settings settings) {
    long maxDim = settings.whole("max-dim");
    double frequency = (double) settings.whole("frequency");
    double cubes = 0;
    double squares = 0;
    double sides = 0;
    for (int d : new int[] {layer.dOut(), layer.dIn()}) {
      if (d <= maxDim) {
        cubes += (double) d * d * d;
        squares += (double) d * d;
        sides += d;
      }
    }
    double rotation = 2 * layer.weights() * sides;
    return new Cost(
            layer.weights() * sides,
            (QR_STEP * cubes + 2 * rotation) / frequency,
            2 * rotation,
            BYTES * layer.weights() * 11,
            2 * squares + 2 * layer.weights())
        .plus(Clipping.cost(layer, settings))
        .plus(Lengths.cost(layer, settings));
  }

  private static List<Integer> runs(int size, int bound) {
    List<Integer> runs = new ArrayList<>();
    for (int from = 0; from < size; from += bound) {
      runs.add(Math.min(bound, size - from));
    }
    return runs;
  }
}
