package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.List;

/** Reads from the settings what curvature is meant. */
final class Curvatures {
  private Curvatures() {}

  static FisherType fisher(Settings settings) {
    int samples = Math.toIntExact(settings.whole("samples"));
    return switch (settings.text("fisher")) {
      case "sampled" -> new FisherType.Sampled(samples);
      case "propagation" -> new FisherType.CurvaturePropagation(samples);
      case "exact" -> new FisherType.ExactGaussNewton();
      case "jacobian" -> new FisherType.OutputJacobian();
      default -> new FisherType.Empirical();
    };
  }

  static KroneckerDamping damping(String name) {
    return switch (name) {
      case "equal" -> new KroneckerDamping.Equal();
      case "whole" -> new KroneckerDamping.Whole();
      case "exact" -> new KroneckerDamping.Exact();
      default -> new KroneckerDamping.Martens2015PiSplit();
    };
  }

  static NetworkCurvature of(Recipe.Target target, Settings settings) {
    FisherPasses passes = new FisherPasses(fisher(settings));
    int tolerated = Math.toIntExact(settings.whole("tolerated-failures"));
    boolean exact = settings.text("damping-split").equals("exact");
    if (settings.text("curvature").equals("whole")) {
      requireDamping(settings, false);
      return new WholeNetwork(passes, target, exact, tolerated);
    }
    double power = settings.number("power");
    requireDamping(settings, settings.text("dense-blocks").equals("thin"));
    List<BlockDiagonal.Entry> blocks = new ArrayList<>();
    for (Block block : target.blocks()) {
      boolean convolution = block.weight().kind() == Parameter.Kind.KERNEL;
      String kind = settings.text(convolution ? "conv-blocks" : "dense-blocks");
      blocks.add(new BlockDiagonal.Entry(block, block(block, kind, power, settings)));
    }
    return new BlockDiagonal(passes, blocks, loose(target, power), tolerated);
  }

  /** Curvature of a mean over batches is inverted as it is, and needs damping. */
  private static void requireDamping(Settings settings, boolean thin) {
    double lambda = settings.schedule("damping").at(1);
    if (!thin && !(lambda > 0)) {
      throw new IllegalArgumentException(
          "K-FAC: damping " + lambda + "; want a number above 0, or thin blocks");
    }
  }

  private static ThinBlock thin(Block block, Settings settings) {
    boolean remembers =
        !settings.schedule("ema").staysWithin(0, 0)
            || settings.whole("curvature-interval") != 1
            || settings.whole("inverse-interval") != 1
            || settings.whole("burn-in") != 0;
    if (remembers) {
      throw new IllegalArgumentException(
          "thin blocks keep the output factor of one batch for one step; want ema=0,"
              + " curvature-interval=1, inverse-interval=1 and burn-in=0");
    }
    if (settings.flag("adaptive-lr")
        || settings.flag("adaptive-momentum")
        || settings.flag("adaptive-damping")) {
      throw new IllegalArgumentException(
          "thin blocks have no quadratic model; want adaptive-lr, adaptive-momentum and"
              + " adaptive-damping false");
    }
    if (settings.text("damping-split").equals("exact") || settings.number("power") != -1) {
      throw new IllegalArgumentException(
          "thin blocks are inverted factor by factor; want damping-split=pi, equal or whole, and"
              + " power=-1");
    }
    return new ThinBlock(block, fisher(settings), damping(settings.text("damping-split")));
  }

  static NetworkCurvature tridiagonal(Recipe.Target target, Settings settings) {
    requireDamping(settings, false);
    return new Tridiagonal(
        new FisherPasses(fisher(settings)),
        target.blocks(),
        loose(target, -1),
        damping(settings.text("damping-split")),
        Math.toIntExact(settings.whole("tolerated-failures")));
  }

  static List<LooseParameter> loose(Recipe.Target target, double power) {
    List<Parameter> without = new ArrayList<>(target.parameters());
    target.blocks().forEach(b -> without.removeAll(b.parameters()));
    return without.stream().map(p -> new LooseParameter(p, power)).toList();
  }

  private static BlockCurvature block(Block block, String kind, double power, Settings settings) {
    String split = settings.text("damping-split");
    boolean exact = split.equals("exact");
    if (power != -1 && !exact && !kind.equals("diagonal") && !kind.equals("thin")) {
      throw new IllegalArgumentException(
          "power="
              + settings.text("power")
              + ": layer "
              + block.name()
              + " would need the eigenvectors of its factors; set damping-split=exact");
    }
    return switch (kind) {
      case "thin" -> thin(block, settings);
      case "diagonal" -> new DiagonalBlock(block, power);
      case "full" -> {
        if (power != -1) {
          throw new IllegalArgumentException(
              "power=" + settings.text("power") + ": full blocks are inverted with power -1");
        }
        yield new FullBlock(block, exact);
      }
      default -> {
        KroneckerFactors pair = new KroneckerFactors(block, RunningFactor::ofKnownWeight);
        MeanFactors.Convention convention =
            settings.flag("empirical-over-n")
                ? MeanFactors.Convention.EMPIRICAL_OVER_N
                : MeanFactors.Convention.PER_EXAMPLE;
        BlockFactors factors =
            kind.equals("tnt") ? new TntFactors(pair) : new MeanFactors(pair, convention);
        yield exact
            ? new KroneckerEigenBlock(factors, power, KroneckerEigenBlock.Freshness.STEP)
            : new KroneckerBlock(factors, damping(split));
      }
    };
  }
}
