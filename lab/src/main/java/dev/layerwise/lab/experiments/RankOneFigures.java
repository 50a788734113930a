package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.RankOne.Student;
import java.util.ArrayList;
import java.util.List;

/** The pictures of Theorem 3.9. */
final class RankOneFigures {
  private static final Axis INPUTS = new Axis("inputs dX", Spacing.LOG);

  private RankOneFigures() {}

  static List<Figure> of(Results results) {
    List<Panel> errors = new ArrayList<>();
    for (String method : RankOne.methods()) {
      errors.add(error(results, method));
    }
    return List.of(
        new Figure(
            "The step's distance from its rank-one approximation",
            "Operator norm of G₀ + α η f₀ βᵀ − G₊ as dX, n = dX/0.18 and dh = dX/0.9 grow together"
                + " (ε = 0.5, η = 1), for three students; dashed: the power dX^(−1/2) through the"
                + " first point of tanh.",
            errors),
        new Figure(
            "The same times √dX",
            "Flat would be dX^(−1/2) exactly. With the paper's teacher it grows like the largest"
                + " label, log n, which the proof's bound has as a factor; with a bounded teacher"
                + " (tanh) it stays.",
            List.of(scaled())),
        new Figure(
            "What the change shows, and what the whole layer shows",
            "Left: correlation with β⋆ of the top right singular vector of the change G₊ − G₀ (tanh"
                + " student); dashed: of the direction β itself. Right: of the top right singular"
                + " vector of the layer G₊; dashed: the law of spiked matrices. A step of η = 1 is"
                + " below the threshold: the layer's top singular vector knows nothing of the"
                + " direction that the change has learned.",
            List.of(change(results), layer(results))));
  }

  private static LinePanel error(Results results, String method) {
    List<Curve> curves = new ArrayList<>();
    for (Student student : Student.values()) {
      String series = student.series(method);
      curves.add(new Measured(RankOne.ERROR, series, series.replace(", " + method, "")));
    }
    String first = Student.TANH.series(method);
    List<Double> xs = results.xs(RankOne.ERROR, first);
    List<Double> law = new ArrayList<>();
    for (double x : xs) {
      double start = xs.getFirst();
      law.add(results.mean(RankOne.ERROR, first, start) * Math.sqrt(start / x));
    }
    curves.add(new Reference("dX^(−1/2)", xs, law));
    return new LinePanel(method, INPUTS, new Axis("‖G₀ + α η f₀ βᵀ − G₊‖", Spacing.LOG), curves);
  }

  private static LinePanel scaled() {
    List<Curve> curves = new ArrayList<>();
    for (Student student : Student.values()) {
      curves.add(new Measured(RankOne.SCALED, student.series(RankOne.SGD)));
    }
    String bounded = "bounded teacher: " + Student.TANH.series(RankOne.SGD);
    curves.add(new Measured(RankOne.SCALED, bounded));
    return new LinePanel(
        "SGD", INPUTS, new Axis("√dX ‖G₀ + α η f₀ βᵀ − G₊‖", Spacing.LINEAR), curves);
  }

  private static LinePanel change(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(RankOne.CHANGE)) {
      curves.add(new Measured(RankOne.CHANGE, series));
    }
    for (String series : results.series(RankOne.RIDGE)) {
      List<Double> lambdas = results.xs(RankOne.RIDGE, series);
      curves.add(
          new Reference(
              series + ", β itself",
              lambdas,
              lambdas.stream().map(x -> results.mean(RankOne.RIDGE, series, x)).toList()));
    }
    return new LinePanel(
        "Top right singular vector of G₊ − G₀",
        new Axis("ridge λ", Spacing.LOG),
        new Axis("correlation with β⋆", Spacing.LINEAR),
        curves);
  }

  private static LinePanel layer(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(RankOne.LAYER)) {
      curves.add(new Measured(RankOne.LAYER, series));
    }
    for (String series : results.series(RankOne.LAW)) {
      List<Double> etas = results.xs(RankOne.LAW, series);
      curves.add(
          new Reference(
              series + ", spiked law",
              etas,
              etas.stream().map(eta -> results.mean(RankOne.LAW, series, eta)).toList()));
    }
    return new LinePanel(
        "Top right singular vector of G₊",
        new Axis("step size η", Spacing.LOG),
        new Axis("correlation with β⋆", Spacing.LINEAR),
        curves);
  }
}
