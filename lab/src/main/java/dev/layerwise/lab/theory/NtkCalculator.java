package dev.layerwise.lab.theory;

import dev.layerwise.lab.data.MatrixCsv;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.nio.file.Path;
import java.util.List;

/** {@code ntk}: the limiting Gram matrix of given inputs, and with targets {@link KernelFit}. */
final class NtkCalculator implements Calculator {
  @Override
  public String name() {
    return "ntk";
  }

  @Override
  public String summary() {
    return "The limiting Gram matrix of a wide two-layer ReLU network: its extreme eigenvalues, and"
        + " with targets the generalisation bound";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "G∞(x, y) = x·y (π − arccos x·y)/(2π),  S S∞(x, y) = (π − arccos x·y)/(2π),  |x| = |y| = 1",
        "distance = |w − w(0)| = √(yᵀ G∞⁻¹ y)",
        "bound = √(2 yᵀ G∞⁻¹ y/n),  slack = 3 √(log(6/delta)/(2n))",
        "E min(1, |f(x) − y|) ≤ bound + slack, with probability 1 − delta");
  }

  @Override
  public String source() {
    return "Zhang, Martens, Grosse 2019, eq. (61), (72), (79), Theorem 6";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "inputs",
            new Setting.Text("a CSV file"),
            "",
            "inputs of length 1, one a line, numbers alone; a first line of names is left out",
            ""),
        new Setting(
            "targets",
            new Setting.Text("a CSV file"),
            "",
            "a number for each input, one a line; without them there is no bound",
            ""),
        new Setting(
            "delta",
            new Setting.Constant(
                Double.MIN_VALUE, Math.nextDown(1.0), "a number between 0 and 1, without the ends"),
            "0.1",
            "the probability that the bound may fail",
            "an example"));
  }

  @Override
  public Answer evaluate(Settings settings) {
    Path file = CsvSetting.file(settings, "inputs", "inputs of length 1 in rows");
    Matrix X = MatrixCsv.read(file);
    try {
      Matrix G = KernelFit.gram(X);
      double[] spectrum = SymmetricEigen.valuesOf(G);
      double[] active = SymmetricEigen.valuesOf(ArcCosineKernel.activations(X));
      int last = spectrum.length - 1;
      Answer.Builder answer =
          new Answer.Builder()
              .whole("n", X.rows(), "inputs")
              .whole("d", X.cols(), "numbers in each")
              .real("lambda_min", spectrum[0], "smallest eigenvalue of G∞, at most 1/2")
              .real("lambda_max", spectrum[last], "largest eigenvalue of G∞")
              .real("ss_lambda_min", active[0], "smallest eigenvalue of S S∞, which K-FAC needs")
              .real("ss_lambda_max", active[last], "largest eigenvalue of S S∞");
      bound(answer, settings, X);
      return answer.build();
    } catch (NumericalException e) {
      throw new InputException("ntk: " + file + ": " + e.getMessage(), e);
    }
  }

  private static void bound(Answer.Builder answer, Settings settings, Matrix X) {
    String quadratic = "yᵀ G∞⁻¹ y";
    String distance = "how far the weights travel";
    String bound = "the bound of Theorem 6 on the test loss, without slack";
    String total = "bound + slack";
    if (settings.text("targets").isBlank()) {
      String no = "there are no targets";
      answer
          .undefined("y_ginv_y", quadratic, no)
          .undefined("distance", distance, no)
          .undefined("bound", bound, no);
    } else {
      KernelFit fit = KernelFit.of(X, Matrix.column(targets(settings, X.rows())));
      answer
          .real("y_ginv_y", fit.squaredDistance(0), quadratic)
          .real("distance", fit.distance(0), distance)
          .real("bound", fit.bound(0), bound);
    }
    double slack = KernelFit.slack(settings.number("delta"), X.rows());
    answer.real("slack", slack, "its term of chance");
    if (settings.text("targets").isBlank()) {
      answer.undefined("bound_with_slack", total, "there are no targets");
    } else {
      answer.real("bound_with_slack", answer.build().real("bound") + slack, total);
    }
  }

  private static double[] targets(Settings settings, int n) {
    Path file = CsvSetting.file(settings, "targets", "a number a line");
    Matrix y = MatrixCsv.read(file);
    if (y.cols() != 1 && y.rows() != 1) {
      throw new InputException(
          "ntk: %s holds %d rows of %d numbers; want one target a line"
              .formatted(file, y.rows(), y.cols()));
    }
    double[] values = y.toColumnMajor();
    if (values.length != n) {
      throw new InputException(
          "ntk: %s holds %d targets for %d inputs; want one for each"
              .formatted(file, values.length, n));
    }
    return values;
  }
}
