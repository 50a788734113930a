package dev.layerwise.lab.report;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Made-up numbers in the shape of a head-to-head of optimizers. */
final class Synthetic {
  static final List<String> SERIES =
      List.of(
          "KFAC",
          "DFW",
          "AMGD",
          "SGD",
          "Adam",
          "NGD",
          "NGD@1e-2",
          "MinMin",
          "AMGD-noO",
          "AMGD-BN",
          "AMGD-BN-noO",
          "AMGD-W-noO");
  private static final double[] RATE = {
    0.011, 0.008, 0.0008, 0, 0.003, 0.0002, 0.010, 0.04, 0.001, 0.0013, 0.002, 0.006
  };
  private static final double[] FLOOR = {
    0.0015, 0.004, 0.9, 1, 0.6, 0.95, 0.002, 0.03, 0.8, 0.97, 0.9, 0.85
  };

  private Synthetic() {}

  static ReportInput input() {
    return new ReportInput(info(), results(10), List.of(figure()), claims(), facts(10), events());
  }

  static ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-fig1",
        "Concurrence",
        "Figure 1",
        "Head-to-head on ill-conditioned linear representation learning",
        "Only K-FAC drives the subspace distance and the transfer loss down when the inputs are"
            + " strongly anisotropic; most others merely lower the training loss.",
        12,
        140);
  }

  static Figure figure() {
    return new Figure(
        "Uniform inputs, high anisotropy",
        "Training loss, distance to the shared subspace, and loss after transfer, against the"
            + " iteration; all algorithms start from the same point.",
        List.of(
            panel("Training loss", "train_loss", "loss", true),
            panel("Subspace distance", "subspace_distance", "distance to row(G★)", true),
            panel("Transfer loss", "transfer_loss", "loss on the new task", false)));
  }

  private static LinePanel panel(String title, String name, String y, boolean theory) {
    List<Curve> curves = new ArrayList<>();
    SERIES.forEach(series -> curves.add(new Measured(name, series)));
    if (theory) {
      double floor = name.equals("train_loss") ? 0.075 : 0.0014;
      curves.add(new Reference("noise floor", List.of(0.0, 1000.0), List.of(floor, floor)));
    }
    return new LinePanel(
        title, new Axis("iteration", Spacing.LINEAR), new Axis(y, Spacing.LOG), curves);
  }

  static Results results(int seeds) {
    List<Point> points = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      for (int s = 0; s < SERIES.size(); s++) {
        SplittableRandom random = new SplittableRandom(31L * seed + s);
        double luck = Math.exp(0.5 * (random.nextDouble() - 0.5));
        for (int t = 0; t <= 1000; t += 10) {
          double noise = 1 + 0.12 * (random.nextDouble() - 0.5);
          double distance = distance(s, seed, t, luck) * noise;
          String name = SERIES.get(s);
          points.add(new Point("train_loss", name, seed, t, 0.075 + 3.4e5 * sq(distance) * luck));
          points.add(new Point("subspace_distance", name, seed, t, Math.min(1, distance)));
          points.add(new Point("transfer_loss", name, seed, t, 7.44 + 7e4 * sq(distance)));
        }
      }
    }
    return new Results(points);
  }

  private static double distance(int s, int seed, int t, double luck) {
    boolean diverging = s == 3 || (s == 5 && seed == 4);
    if (diverging) {
      double log = 0.05 * t * luck * (s == 3 ? 16 : 1.2);
      return log > 340 || (s == 5 && t > 420) ? Double.NaN : Math.exp(log);
    }
    return FLOOR[s] * luck + (1 - FLOOR[s]) * Math.exp(-RATE[s] * luck * t);
  }

  private static double sq(double x) {
    return x * x;
  }

  static List<JudgedClaim> claims() {
    return List.of(
        judged(
            "kfac-best-distance",
            "Concurrence §4.1",
            "KFAC is the only method that converges in subspace distance under high anisotropy.",
            Judgement.atMost(
                0.00153,
                0.05,
                "Median distance over 10 seeds at iteration 1000: KFAC 0.0015.",
                "")),
        judged(
            "others-stall",
            "Concurrence §4.1, Figure 1",
            "All other methods level off at a high subspace distance.",
            Judgement.atLeast(
                0.0041,
                0.1,
                "The best of the others is DFW, with a median of 0.0041 at iteration 1000.",
                "if DFW is set aside: without it the best distance is 0.60.")),
        judged(
            "various-converge",
            "Concurrence §4.1",
            "Various algorithms converge on the training loss.",
            Judgement.atLeast(
                3, 3, "KFAC, DFW and MinMin end below a hundredth of the start.", "")),
        judged(
            "ngd-underperforms",
            "Concurrence §4.1",
            "NGD heavily underperforms KFAC & <others>.",
            Judgement.undecided("one of ten NGD runs diverged at iteration 430")));
  }

  private static JudgedClaim judged(
      String id, String source, String statement, Judgement judgement) {
    return new JudgedClaim(new Claim(id, source, statement, results -> judgement), judgement);
  }

  static RunFacts facts(int seeds) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("dX, dY, k", List.of(100, 15, 8));
    settings.put("batch size n", 1024);
    settings.put("learning rate η", 1e-2);
    settings.put("learning rate of NGD", 1e-4);
    settings.put("σ of training noise", 0.1);
    settings.put("covariance spectrum", "logspace(0, 5), rotated");
    settings.put("iterations", 1000);
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (int s = 0; s < SERIES.size(); s++) {
      seconds.put(SERIES.get(s), 1.37 + 0.61 * s * s % 7);
    }
    List<Long> list = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      list.add(seed);
    }
    return new RunFacts(
        "concurrence-fig1",
        new RunFacts.Sources(
            "0.1.0",
            "54f831a",
            "./layerwise reproduce concurrence-fig1 --scale paper --seeds 10 --out results"),
        Scale.PAPER,
        list,
        settings,
        new RunFacts.Environment(
            "Eclipse Temurin 25.0.1+8",
            "Linux 6.1 amd64",
            "AMD EPYC 9B45",
            new RunFacts.Blas("0.3.31", "SkylakeX", "AVX-512 found, and it measured faster"),
            2),
        new RunFacts.Timing("2026-11-21T07:42:00Z", seconds));
  }

  private static List<CellEvent> events() {
    List<CellEvent> events = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      long iteration = 360 + 13L * seed % 41;
      events.add(
          new CellEvent(
              "paper,seed=" + seed,
              new RunEvent.Diverged(
                  "SGD", iteration, "SGD: loss is infinite at iteration " + iteration)));
    }
    events.add(
        new CellEvent(
            "paper,seed=4",
            new RunEvent.NumericalFailure(
                "NGD",
                430,
                "Cholesky: pivot 17 is −3.1e−9 ≤ 0; not positive definite at λ = 0; increase"
                    + " damping")));
    return events;
  }
}
