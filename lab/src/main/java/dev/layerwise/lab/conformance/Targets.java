package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The loss of a run and its targets. With the squared error these are the text's {@code y}. With
 * softmax cross-entropy they are labels by a formula in n and t that takes a remainder, such as
 * {@code (n + t) mod 6}, or by the largest of {@code y}, or the softmax of {@code y}: the first of
 * these, in this order, that gives the loss that the file records for the first step.
 */
final class Targets {
  private static final Pattern START = Pattern.compile("(?<![\\w.)\\]])[(\\dnt]");
  private static final double CLOSE = 1e-6;

  private final Loss loss;
  private final OptionalDouble recorded;
  private final List<LongFunction<Matrix>> candidates = new ArrayList<>();
  private LongFunction<Matrix> chosen;

  private Targets(Loss loss, OptionalDouble recorded) {
    this.loss = loss;
    this.recorded = recorded;
  }

  static Targets of(GoldenRun run, Training training) {
    String spec = run.problem().spec();
    String words = (training.loss().isEmpty() ? spec : training.loss()).toLowerCase(Locale.ROOT);
    OptionalDouble recorded = run.steps().getFirst().loss();
    boolean softmax = words.contains("softmax") || words.contains("entropy");
    if (!softmax && !words.contains("squared") && !words.contains("(o-y)^2")) {
      throw new Unsupported("loss '" + training.loss() + "'");
    }
    if (!softmax) {
      Targets targets = new Targets(new SquaredError(), recorded);
      targets.chosen = ClosedForm.of(spec, "y")::at;
      return targets;
    }
    Targets targets = new Targets(new SoftmaxCrossEntropy(), recorded);
    String batch = run.hyper().optional("batch").map(b -> b.node().asString("")).orElse("");
    String text = String.join(" ; ", training.loss(), spec, batch, run.problem().note());
    ClosedForm inputs = ClosedForm.of(spec, "x");
    int n = inputs.sizes().getFirst();
    int classes =
        run.initial().values().stream().mapToInt(w -> w.shape().getFirst()).max().orElse(0);
    targets.candidates.addAll(remainders(text, n, classes));
    ClosedForm.find(spec, "y")
        .ifPresent(y -> {
          targets.candidates.add(t -> oneHot(y.at(t)));
          targets.candidates.add(t -> softmax(y.at(t)));
          targets.candidates.add(y::at);
        });
    return targets;
  }

  /** The loss. */
  Loss loss() {
    return loss;
  }

  /**
   * Settles which targets the run has.
   *
   * @param outputs the network's outputs on a batch at the initial parameters
   * @param first the first step's batch
   * @param penalty what the recorded loss may have on top
   * @throws Unsupported if none gives the recorded loss
   */
  void choose(LongFunction<Matrix> outputs, long first, double penalty) {
    if (chosen != null) {
      return;
    }
    Matrix f = outputs.apply(first);
    for (LongFunction<Matrix> candidate : candidates) {
      Matrix Y = candidate.apply(first);
      if (Y.cols() == f.cols() && gives(loss.value(f, Y), penalty)) {
        chosen = candidate;
        return;
      }
    }
    throw new Unsupported("problem_spec: a formula of the labels that gives the recorded loss");
  }

  private boolean gives(double value, double penalty) {
    if (recorded.isEmpty()) {
      return true;
    }
    double difference = recorded.getAsDouble() - value;
    return Math.abs(difference) < CLOSE || Math.abs(difference - penalty) < CLOSE;
  }

  /** The targets of a batch. */
  Matrix at(long batch) {
    return chosen.apply(batch);
  }

  /** Labels by the formulas of a text that take a remainder. */
  private static List<LongFunction<Matrix>> remainders(String text, int n, int classes) {
    List<LongFunction<Matrix>> found = new ArrayList<>();
    Matcher start = START.matcher(text);
    while (start.find()) {
      remainder(text, start.start())
          .filter(formula -> isLabel(formula, n, classes))
          .ifPresent(formula -> found.add(t -> labels(formula, t, n, classes)));
    }
    return found;
  }

  /** The formula at a place of a text, if it takes a remainder. */
  private static Optional<Formula.Parsed> remainder(String text, int start) {
    try {
      Formula.Parsed formula = Formula.read(text, start);
      boolean takes = text.substring(start, formula.end()).matches("(?s).*(%|\\bmod\\b).*");
      return takes ? Optional.of(formula) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a parenthesis in a sentence
    }
  }

  /** Whether a formula holds nothing but n and t, and gives classes. */
  private static boolean isLabel(Formula.Parsed formula, int n, int classes) {
    try {
      return labels(formula, 1, n, classes).isFinite();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Matrix labels(Formula.Parsed formula, long t, int n, int classes) {
    Matrix Y = Matrix.zeros(n, classes);
    Map<String, Double> variables = new HashMap<>(Map.of("t", (double) t));
    for (int i = 0; i < n; i++) {
      variables.put("n", (double) i);
      double label = formula.at(variables);
      if (!(label >= 0 && label < classes && label == Math.rint(label))) {
        throw new IllegalArgumentException("label " + label);
      }
      Y.set(i, (int) label, 1);
    }
    return Y;
  }

  private static Matrix oneHot(Matrix y) {
    Matrix Y = Matrix.zeros(y.rows(), y.cols());
    for (int i = 0; i < y.rows(); i++) {
      int best = 0;
      for (int k = 1; k < y.cols(); k++) {
        best = y.get(i, k) > y.get(i, best) ? k : best;
      }
      Y.set(i, best, 1);
    }
    return Y;
  }

  private static Matrix softmax(Matrix y) {
    Matrix Y = y.map(Math::exp);
    for (int i = 0; i < y.rows(); i++) {
      double sum = 0;
      for (int k = 0; k < y.cols(); k++) {
        sum += Y.get(i, k);
      }
      for (int k = 0; k < y.cols(); k++) {
        Y.set(i, k, Y.get(i, k) / sum);
      }
    }
    return Y;
  }
}
