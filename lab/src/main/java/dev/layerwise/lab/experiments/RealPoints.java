package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.train.GridSearch;
import java.util.ArrayList;
import java.util.List;

/** What {@link RealData} measures, as points and figures. */
final class RealPoints {
  /** Test accuracy in percent, against the condition number, and against the power. */
  static final String ACCURACY = "accuracy";

  static final String ACCURACY_AT_POWER = "accuracy_at_power";

  /** Mean loss over the training set at the end, against the condition number and the power. */
  static final String LOSS = "training_loss";

  static final String LOSS_AT_POWER = "training_loss_at_power";

  /** The condition number against the power. */
  static final String CONDITION = "condition_number";

  /** How many tuned settings lie on the edge of their grid, against the power. */
  static final String ON_EDGE = "tuned_on_edge";

  /** A tuned setting against the condition number. */
  static final String CHOSEN = "tuned_";

  private final KnownSet set;
  private final String series;
  private final long seed;
  private final List<Point> points = new ArrayList<>();

  RealPoints(KnownSet set, String series, long seed) {
    this.set = set;
    this.series = series;
    this.seed = seed;
  }

  static String panel(String measure, KnownSet set) {
    return measure + ":" + set.label();
  }

  long seed() {
    return seed;
  }

  List<Point> all() {
    return points;
  }

  private void add(String measure, double x, double y) {
    points.add(new Point(panel(measure, set), series, seed, x, y));
  }

  void tuning(double condition, double power, GridSearch.Found found) {
    add(CONDITION, power, condition);
    add(ON_EDGE, power, found.onEdge().size());
    found
        .best()
        .settings()
        .forEach((name, value) -> add(CHOSEN + name, condition, Double.parseDouble(value)));
  }

  void outcome(double condition, double power, double accuracy, double loss) {
    add(ACCURACY, condition, accuracy);
    add(ACCURACY_AT_POWER, power, accuracy);
    add(LOSS, condition, loss);
    add(LOSS_AT_POWER, power, loss);
  }

  static List<Figure> figures(Results results) {
    List<Figure> figures = new ArrayList<>();
    for (KnownSet set : KnownSet.values()) {
      if (results.series(panel(ACCURACY, set)).isEmpty()) {
        continue;
      }
      figures.add(
          new Figure(
              set.title() + " with its principal spectrum raised to powers",
              "Each optimizer tuned at each power. From left to right: whitened (condition number"
                  + " 1) to squared; the middle one is as the data are. Left: on the test set."
                  + " Right: on the training set, what optimization alone achieves.",
              List.of(
                  measured(results, set, ACCURACY, "test accuracy (%)", Spacing.LINEAR, "Accuracy"),
                  measured(results, set, LOSS, "training loss", Spacing.LOG, "Training loss"))));
    }
    List<Panel> rates = new ArrayList<>();
    for (KnownSet set : KnownSet.values()) {
      if (!results.series(panel(CHOSEN + "lr", set)).isEmpty()) {
        rates.add(measured(results, set, CHOSEN + "lr", "learning rate", Spacing.LOG, set.title()));
      }
    }
    if (!rates.isEmpty()) {
      figures.add(
          new Figure(
              "Tuned learning rates",
              "What tuning chose on the validation set; a method that does not feel the spectrum"
                  + " needs no other learning rate.",
              rates));
    }
    return figures;
  }

  private static Panel measured(
      Results results, KnownSet set, String measure, String label, Spacing spacing, String title) {
    String panel = panel(measure, set);
    return new LinePanel(
        title,
        new Axis("condition number of the inputs' covariance", Spacing.LOG),
        new Axis(label, spacing),
        results.series(panel).stream().<Curve>map(s -> new Measured(panel, s)).toList());
  }
}
