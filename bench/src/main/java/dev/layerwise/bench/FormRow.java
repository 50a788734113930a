package dev.layerwise.bench;

import dev.layerwise.lab.task.Quadratic;
import dev.layerwise.lab.task.TiedLogistic;
import dev.layerwise.linalg.Geodesic;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.CurvedObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A row of the comparison for the form of Adam or Gauss-Newton.
 *
 * @param name what the other program calls it
 * @param least how many times as fast we want to be
 * @param start makes one step, data included
 */
record FormRow(String name, Optional<Double> least, Supplier<Runnable> start) {
  private static final double IDENTITY = 3;
  private static final double KRONECKER = 5;
  private static final double TRANSFORMER = 8;

  /** Sizes of a multilayer perceptron's rows. */
  private record Mlp(String name, int d, int m, int batch, int curvature) {}

  static List<FormRow> all() {
    List<FormRow> all = new ArrayList<>();
    for (String diagonal : List.of("adam", "gn")) {
      all.add(new FormRow("fig1_left d=100 " + diagonal, Optional.empty(), () -> left(diagonal)));
    }
    all.add(new FormRow("fig1_right d=2048", Optional.empty(), FormRow::right));
    all.add(new FormRow("fig2 b=1 bH=4096", Optional.empty(), () -> sampled(1)));
    all.add(new FormRow("fig2 b=4096 bH=4096", Optional.empty(), () -> sampled(4096)));
    for (Mlp mlp :
        List.of(
            new Mlp("fig4 parity big", 20, 64, 4096, 1024),
            new Mlp("fig4 parity small", 20, 64, 32, 1024),
            new Mlp("fig4 parity big bH=4096", 20, 64, 4096, 4096),
            new Mlp("fig5 stair7 big", 21, 64, 4096, 1024),
            new Mlp("fig5 stair5 big", 15, 64, 4096, 1024),
            new Mlp("fig5 stair5 small", 15, 64, 64, 1024),
            new Mlp("fig3 teacher big", 20, 16, 4096, 1024),
            new Mlp("fig3 teacher small", 20, 16, 16, 1024))) {
      addMlp(all, mlp);
    }
    String cifar = "fig6 cifar-like m=128 %s gn bG=1024 bH=1024";
    all.add(
        new FormRow(
            cifar.formatted("id"), Optional.empty(), () -> FormProblems.cifar("identity", 1)));
    all.add(
        new FormRow(
            cifar.formatted("kron") + " refresh=1",
            Optional.empty(),
            () -> FormProblems.cifar("kronecker", 1)));
    all.add(
        new FormRow(
            "fig7 transformer T=8 D=16 bG=2048 bH=512",
            Optional.empty(),
            () -> FormProblems.transformer(8, 8, 2048, 512)));
    all.add(
        new FormRow(
            "fig7 transformer T=32 D=128 bG=4096 bH=1024",
            Optional.of(TRANSFORMER),
            () -> FormProblems.transformer(32, 96, 4096, 1024)));
    all.add(new FormRow("fig10 via eig 64x64", Optional.empty(), FormRow::geodesic));
    return List.copyOf(all);
  }

  private static void addMlp(List<FormRow> all, Mlp mlp) {
    for (String basis : List.of("id", "kron")) {
      for (String diagonal : List.of("adam", "gn")) {
        all.add(
            new FormRow(
                "%s m=%d %s %s".formatted(mlp.name, mlp.m, basis, diagonal),
                Optional.of(basis.equals("id") ? IDENTITY : KRONECKER),
                () ->
                    FormProblems.mlp(
                        mlp.d, mlp.m, mlp.batch, mlp.curvature, said(basis, diagonal))));
      }
    }
  }

  /** Settings like the other program's, whose rates are so small that nothing diverges. */
  static Map<String, String> said(String basis, String diagonal) {
    boolean adam = diagonal.equals("adam");
    return Map.of(
        "basis", basis.equals("id") ? "identity" : "kronecker",
        "diagonal", adam ? "squared-gradients" : "gauss-newton",
        "power", adam ? "-0.5" : "-1",
        "damping", adam ? "1e-16" : "1e-3",
        "lr", "1e-4");
  }

  private static Runnable left(String diagonal) {
    Matrix sigma = Matrix.generate(100, 100, (i, j) -> (i < 50 && j < 50) || i == j ? 1 : 0);
    return stepper(new Quadratic(sigma, Matrix.zeros(100, 1).fill(1)), said("id", diagonal));
  }

  private static Runnable right() {
    return stepper(TiedLogistic.powerLaw(2048, 0.6, 0.75), said("id", "gn"));
  }

  private static Runnable stepper(CurvedObjective problem, Map<String, String> said) {
    Recipe recipe = Recipes.named("adam-or-gn");
    Optimizer optimizer =
        recipe.start(
            new Recipe.Target(problem.parameters(), List.of()),
            Settings.of(recipe.settings(), said));
    return () -> optimizer.step(problem);
  }

  private static Runnable sampled(int n) {
    Rng rng = Rng.of(5);
    Matrix X = Matrix.zeros(n, 5);
    Matrix XH = Matrix.zeros(4096, 5);
    Matrix H = Matrix.zeros(5, 5);
    Quadratic problem =
        new Quadratic(Matrix.identity(5), Matrix.zeros(5, 1).fill(1)).on(X).withCurvature(H);
    Runnable step = stepper(problem, said("id", "gn"));
    return () -> {
      X.fillInPlace(rng::fillGaussian);
      XH.fillInPlace(rng::fillGaussian);
      H.setToGram(1.0 / XH.rows(), XH);
      step.run();
    };
  }

  private static Runnable geodesic() {
    Matrix U = Rng.of(6).haarOrthogonal(64);
    return () -> Geodesic.to(U).at(0.5);
  }
}
