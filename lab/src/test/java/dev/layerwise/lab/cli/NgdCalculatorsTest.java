package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.data.MatrixCsv;
import dev.layerwise.lab.run.FakeExperiment;
import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.lab.theory.SplitMix;
import dev.layerwise.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code theory forster} and {@code theory ntk}. */
final class NgdCalculatorsTest {
  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(FakeExperiment.named("paper-fig7")).layerwise(args);
  }

  private Path csv(String name, Matrix matrix) {
    Path file = dir.resolve(name);
    MatrixCsv.write(file, matrix);
    return file;
  }

  private Path text(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private static JsonNode answer(Told told) {
    assertThat(told.err()).isEmpty();
    assertThat(told.status()).isZero();
    JsonNode root = JsonMapper.shared().readTree(told.out());
    return root.has("answer") ? root.get("answer") : root;
  }

  private static void refused(Told told, String message) {
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.out()).isEmpty();
    assertThat(told.err()).isEqualTo("layerwise: " + message + "\n");
  }

  @Test
  void forsterWritesWhatTheLibraryComputes() {
    Matrix X = new SplitMix(4).normal(12, 4);
    Path file = csv("x.csv", X);
    JsonNode told = answer(layerwise("theory", "forster", "--set", "matrix=" + file, "--json"));
    ForsterTransform expected = ForsterTransform.of(X);
    assertThat(told.get("iterations").asInt()).isEqualTo(47);
    assertThat(told.get("errors").size()).isEqualTo(47);
    assertThat(told.get("error").asDouble()).isLessThanOrEqualTo(1e-10);
    assertThat(told.get("measured_rate").asDouble())
        .isCloseTo(told.get("rate").asDouble(), within(1e-3));
    Matrix A = MatrixCsv.read(dir.resolve("x-A.csv"));
    assertThat(A.minus(expected.A()).maxAbs()).isZero();
    assertThat(MatrixCsv.read(dir.resolve("x-Z.csv")).minus(expected.Z()).maxAbs()).isZero();
  }

  @Test
  void forsterWritesWhereItIsTold() {
    Path file = csv("x.csv", new SplitMix(4).normal(12, 4));
    Path a = dir.resolve("map.csv");
    Path z = dir.resolve("rows.csv");
    Told told = layerwise("theory", "forster", "--set", "matrix=" + file, "a=" + a, "z=" + z);
    assertThat(told.status()).isZero();
    assertThat(told.out()).contains("iterations", "47", "the linear rate that Z predicts");
    assertThat(MatrixCsv.read(a).rows()).isEqualTo(4);
    assertThat(MatrixCsv.read(z).rows()).isEqualTo(12);
    refused(
        layerwise("theory", "forster", "--set", "matrix=" + file, "a=" + file),
        "forster: a=%s is the matrix itself; want another file to write".formatted(file));
    refused(
        layerwise("theory", "forster", "--set", "matrix=" + file, "a=" + a, "z=" + a),
        "forster: a=%s and z=%s are one file; want two".formatted(a, a));
  }

  @Test
  void forsterSaysWhenTheRowsSpanTooLittleAndWritesNothing() throws IOException {
    Matrix X = new SplitMix(5).normal(10, 4);
    Path file = csv("x.csv", Matrix.generate(10, 4, (i, j) -> i < 6 && j > 1 ? 0 : X.get(i, j)));
    refused(
        layerwise("theory", "forster", "--set", "matrix=" + file),
        "forster: "
            + file
            + ": ForsterTransform (10×4): 6 of the 10 rows lie in a subspace of 2 dimensions; 2 of"
            + " 4 dimensions have room for fewer than n k/d = 5 of them; remove some of these rows,"
            + " or add a small random perturbation");
    assertThat(dir.resolve("x-A.csv")).doesNotExist();
    Path few = text("few.csv", "1,2,3\n4,5,6\n");
    refused(
        layerwise("theory", "forster", "--set", "matrix=" + few),
        "forster: "
            + few
            + ": ForsterTransform (2×3): 2 rows span at most 2 of 3 dimensions; want at least as"
            + " many rows as columns, and at least one column");
  }

  @Test
  void aBrokenFileIsToldByItsLine() throws IOException {
    refused(
        layerwise("theory", "forster"),
        "forster: matrix is not set; want --set matrix=FILE, a CSV file with the data in rows");
    Path nan = text("nan.csv", "a,b\n1,2\n3,NaN\n");
    refused(
        layerwise("theory", "forster", "--set", "matrix=" + nan),
        nan + ", line 3, column 2 holds 'NaN'; want a finite number");
    Path ragged = text("ragged.csv", "1,2\n3\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + ragged),
        ragged + ", line 2 has 1 numbers; want 2, as the line before");
  }

  @Test
  void ntkIsTheReferenceOnTheStandardData() {
    SplitMix rng = new SplitMix(11);
    Path inputs = csv("x.csv", rng.unitRows(64, 16));
    Path targets = csv("y.csv", Matrix.column(rng.normals(64)));
    JsonNode told =
        answer(
            layerwise(
                "theory", "ntk", "--set", "inputs=" + inputs, "targets=" + targets, "--json"));
    // Setup ngd, section 2; λmin is known up to ε λmax.
    assertThat(told.get("lambda_min").asDouble()).isCloseTo(0.11069373828726656, within(1e-14));
    assertThat(told.get("lambda_max").asDouble()).isCloseTo(2.209144846581245, within(1e-13));
    assertThat(told.get("ss_lambda_min").asDouble()).isCloseTo(0.07112979451987127, within(1e-14));
    assertThat(told.get("y_ginv_y").asDouble()).isCloseTo(168.8322226414516, within(1e-11));
    assertThat(told.get("bound").asDouble())
        .isCloseTo(Math.sqrt(2 * 168.8322226414516 / 64), within(1e-13));
    assertThat(told.get("slack").asDouble())
        .isCloseTo(3 * Math.sqrt(Math.log(60) / 128), within(1e-14));
  }

  @Test
  void ntkNeedsNoTargets() {
    Path inputs = csv("x.csv", new SplitMix(3).unitRows(6, 3));
    JsonNode told = answer(layerwise("theory", "ntk", "--set", "inputs=" + inputs, "--json"));
    assertThat(told.get("lambda_min").asDouble()).isCloseTo(0.07861323151343617, within(1e-14));
    assertThat(told.get("bound").isNull()).isTrue();
  }

  @Test
  void ntkNamesTheRowsThatItCannotTakeAndWhy() throws IOException {
    Path same = text("same.csv", "1,0\n0,1\n1,0\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + same),
        "ntk: "
            + same
            + ": rows 1 and 3 are parallel: G∞ has two equal rows and is singular; want no two"
            + " inputs on one line: drop one of them");
    Path opposite = text("opposite.csv", "0.6,0.8\n0,1\n0,-1\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + opposite),
        "ntk: "
            + opposite
            + ": rows 2 and 3 are antipodal, x and −x: G∞ is singular with more than d such pairs"
            + " and S S∞ with two; want no two inputs on one line: drop one of them");
    Path long2 = text("long.csv", "1,0\n1,1\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + long2),
        "ntk: "
            + long2
            + ": ArcCosineKernel: row 2 has length 1.41421; want 1 (within 1e-06): divide each row"
            + " by its length");
  }

  @Test
  void ntkWantsATargetForEachInput() throws IOException {
    Path inputs = csv("x.csv", new SplitMix(3).unitRows(6, 3));
    Path two = text("two.csv", "1\n2\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + inputs, "targets=" + two),
        "ntk: " + two + " holds 2 targets for 6 inputs; want one for each");
    Path square = text("square.csv", "1,2\n3,4\n");
    refused(
        layerwise("theory", "ntk", "--set", "inputs=" + inputs, "targets=" + square),
        "ntk: " + square + " holds 2 rows of 2 numbers; want one target a line");
  }
}
