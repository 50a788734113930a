package dev.layerwise.lab.theory;

import dev.layerwise.lab.data.MatrixCsv;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code forster}: the {@link ForsterTransform} of a CSV matrix, written as CSV files. */
final class ForsterCalculator implements Calculator {
  private static final String OURS = "a choice of this project; the paper gives none";

  /** Order of the matrix whose eigenvalue is the rate, up to which it is computed: some seconds. */
  private static final long RATE_ORDER = 3000;

  @Override
  public String name() {
    return "forster";
  }

  @Override
  public String summary() {
    return "The Forster transform of a data matrix: a linear map after which rows of length 1 are"
        + " white";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "Z = normalise(X A),  ZᵀZ = (n/d) I",
        "repeat: T ← (ZᵀZ)^(−1/2),  Z ← normalise(Z T),  A ← A T,  A ← A/A₁₁",
        "error = |(d/n) ZᵀZ − I|₂, which falls at last by rate = λ₂((d/n) (Z Zᵀ)^∘2) a step");
  }

  @Override
  public String source() {
    return "Zhang, Martens, Grosse 2019, App. A, Theorem 7 and Algorithm 1";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "matrix",
            new Setting.Text("a CSV file"),
            "",
            "X, a row a line, numbers alone; a first line of names is left out",
            ""),
        new Setting(
            "a",
            new Setting.Text("a file to write, or auto"),
            "auto",
            "where A goes; auto is NAME-A.csv beside the matrix NAME.csv",
            OURS),
        new Setting(
            "z",
            new Setting.Text("a file to write, or auto"),
            "auto",
            "where Z goes; auto is NAME-Z.csv beside the matrix NAME.csv",
            OURS),
        new Setting(
            "tolerance",
            new Setting.Constant(1e-14, 1, "a number from 1e-14 to 1"),
            "1e-10",
            "the error at which to stop",
            OURS),
        new Setting(
            "iterations",
            new Setting.Whole(1),
            Integer.toString(ForsterTransform.MAX_ITERATIONS),
            "after how many iterations to give up",
            OURS));
  }

  @Override
  public Answer evaluate(Settings settings) {
    Path file = CsvSetting.file(settings, "matrix", "the data in rows");
    Matrix X = MatrixCsv.read(file);
    Path fileA = output(settings, "a", file, "-A.csv");
    Path fileZ = output(settings, "z", file, "-Z.csv");
    if (fileA.toAbsolutePath().normalize().equals(fileZ.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          "a=%s and z=%s are one file; want two".formatted(fileA, fileZ));
    }
    int atMost = (int) Math.min(Integer.MAX_VALUE, settings.whole("iterations"));
    ForsterTransform transform;
    try {
      transform = ForsterTransform.of(X, settings.number("tolerance"), atMost);
    } catch (NumericalException | ShapeException e) {
      throw new InputException("forster: " + file + ": " + e.getMessage(), e);
    }
    MatrixCsv.write(fileA, transform.A());
    MatrixCsv.write(fileZ, transform.Z());
    return answer(transform, fileA, fileZ);
  }

  private static Path output(Settings settings, String name, Path matrix, String ending) {
    String text = settings.text(name).strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(name + "=: want a file to write, or auto");
    }
    Path fileName = matrix.getFileName();
    String stem = (fileName == null ? matrix : fileName).toString().replaceFirst("\\.[^.]*$", "");
    Path file = text.equals("auto") ? matrix.resolveSibling(stem + ending) : Path.of(text);
    if (file.toAbsolutePath().normalize().equals(matrix.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          "%s=%s is the matrix itself; want another file to write".formatted(name, text));
    }
    return file;
  }

  private static Answer answer(ForsterTransform transform, Path fileA, Path fileZ) {
    int n = transform.Z().rows();
    int d = transform.Z().cols();
    double[] errors = transform.errors();
    Answer.Builder answer =
        new Answer.Builder()
            .whole("n", n, "rows of X")
            .whole("d", d, "columns of X")
            .whole("iterations", errors.length, "how many it took")
            .real("error", errors[errors.length - 1], "|(d/n) ZᵀZ − I|₂ at the end")
            .real(
                "deviation",
                transform.deviation(),
                "the largest length of a row of normalise(X A) − Z, rounding alone");
    String meaning = "the linear rate that Z predicts";
    if (Math.min(n, d * (d + 1L) / 2) <= RATE_ORDER) {
      answer.real("rate", transform.rate(), meaning);
    } else {
      answer.undefined("rate", meaning, "it takes a matrix of order above " + RATE_ORDER);
    }
    Optional<Double> measured = transform.measuredRate();
    String seen = "the factor by which the error fell in the last steps";
    if (measured.isPresent()) {
      answer.real("measured_rate", measured.get(), seen);
    } else {
      answer.undefined("measured_rate", seen, "one iteration has no factor");
    }
    return answer
        .reals("errors", errors, "the error after each iteration")
        .text("a", fileA.toString(), "the file that A was written to")
        .text("z", fileZ.toString(), "the file that Z was written to")
        .build();
  }
}
