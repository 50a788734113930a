package dev.layerwise.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Moments;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Rule;
import dev.layerwise.random.Rng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples of {@code README.md} and {@code docs/extending.md}, compiled and run as they stand.
 */
final class SamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)\\n *```", Pattern.DOTALL);
  private static final String NO_CLAIMS =
      """
        @Override
        public List<Claim> claims() {
          return List.of(); // the next section adds one
        }
      """
          .stripTrailing();

  @TempDir static Path folder;
  private static URLClassLoader samples;

  @BeforeAll
  static void compileTheSamples() throws IOException {
    List<String> blocks = blocks("docs/extending.md");
    String rule = blockWith(blocks, "record InputDiagonal");
    String experiment = blockWith(blocks, "final class BatchSizes");
    String claims = blockWith(blocks, "\"root-n\"");
    assertThat(experiment).contains(NO_CLAIMS.strip());
    String judged =
        experiment.replaceFirst(
            "(?s)@Override\\s+public List<Claim> claims\\(\\).*?\\n  }",
            Matcher.quoteReplacement(claims));
    compile(
        write("dev/layerwise/optim/rule/InputDiagonal.java", rule),
        write(
            "dev/layerwise/optim/recipe/CentredDescent.java",
            blockWith(blocks, "record CentredDescent")),
        write("dev/layerwise/lab/experiments/BatchSizes.java", judged),
        write("QuickStart.java", blockWith(blocks("README.md"), "class QuickStart")),
        write("NetworkQuickStart.java", blockWith(blocks("README.md"), "class NetworkQuickStart")));
    samples =
        new URLClassLoader(
            new URL[] {folder.resolve("classes").toUri().toURL()},
            SamplesTest.class.getClassLoader());
  }

  private static List<String> blocks(String document) throws IOException {
    String text = Files.readString(Path.of("..", document));
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(matcher.group(1).stripIndent());
    }
    return blocks;
  }

  private static String blockWith(List<String> blocks, String words) {
    return blocks.stream().filter(block -> block.contains(words)).findFirst().orElseThrow();
  }

  private static Path write(String name, String source) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source, StandardCharsets.UTF_8);
  }

  private static void compile(Path... sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      Path classes = Files.createDirectories(folder.resolve("classes"));
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-proc:none",
              "-Xlint:all",
              "-Werror");
      boolean compiled =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjects(sources))
              .call();
      assertThat(compiled).as("the samples compile without warnings").isTrue();
    }
  }

  private static Object sample(String name, Class<?>[] types, Object... arguments)
      throws ReflectiveOperationException {
    Constructor<?> constructor = samples.loadClass(name).getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(arguments);
  }

  @Test
  void theRuleScalesByTheMeanSquareOfEachInput() throws ReflectiveOperationException {
    Rule rule =
        (Rule) sample("dev.layerwise.optim.rule.InputDiagonal", new Class<?>[] {double.class}, 0.5);
    Rng rng = Rng.of(1);
    Moments batch = Moments.of(rng.gaussian(9, 3), rng.gaussian(9, 2));
    var layer = new LinearNetwork(List.of(rng.gaussian(2, 3))).on(batch).layer(0);
    Matrix W = rule.start().step(layer);
    double expected =
        layer.W().get(1, 2) - 0.5 * layer.G().get(1, 2) / batch.xx().dense().get(2, 2);
    assertThat(W.get(1, 2)).isEqualTo(expected);
  }

  @Test
  void theOptimizerLeavesTheMeanOfEachRowAlone() throws ReflectiveOperationException {
    Recipe recipe = (Recipe) sample("dev.layerwise.optim.recipe.CentredDescent", new Class<?>[0]);
    Rng rng = Rng.of(1);
    Network network = Models.mlp(3, 5, 2).initialized(Initialization.HE_NORMAL, rng);
    Matrix W = network.blocks().getFirst().weight().value();
    Matrix before = W.copy();
    Optimizer optimizer = recipe.start(network, Map.of("lr", "0.5"));
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 7, rng);
    optimizer.step(objective.on(rng.gaussian(7, 3), rng.gaussian(7, 2)));
    Matrix move = W.minus(before);
    assertThat(move.frobeniusNorm()).isGreaterThan(0.01);
    Matrix sums = move.times(Matrix.generate(3, 1, (i, j) -> 1));
    // Each sum is of three numbers below 10, each with an error of a few units of 1e−16.
    assertThat(sums.frobeniusNorm()).isLessThan(1e-14);
  }

  @Test
  void theExperimentRunsAndItsClaimIsJudged() throws ReflectiveOperationException {
    Experiment experiment =
        (Experiment) sample("dev.layerwise.lab.experiments.BatchSizes", new Class<?>[0]);
    List<Point> points = new ArrayList<>();
    for (Cell cell : experiment.cells(Scale.QUICK, 3)) {
      points.addAll(experiment.run(cell).points());
    }
    Results results = new Results(points);
    assertThat(points).hasSize(12);
    assertThat(experiment.figures(results)).hasSize(1);
    assertThat(experiment.claims()).hasSize(1);
    Judgement judgement = experiment.claims().getFirst().test().apply(results);
    assertThat(judgement.verdict()).isEqualTo(Judgement.Verdict.HOLDS);
    assertThat(judgement.measured()).isBetween(0.05, 0.25);
  }

  @Test
  void theQuickStartLearnsTheMap() throws ReflectiveOperationException {
    String line = printed("QuickStart").strip();
    assertThat(line).startsWith("relative error ");
    // The error contracts by 1 − η = 0.7 a step: 0.7^50 = 2e−8, from a start of order 1.
    assertThat(Double.parseDouble(line.substring("relative error ".length()))).isLessThan(1e-6);
  }

  @Test
  void theNetworkOfTheQuickStartLearnsWhatTheOtherComputes() throws ReflectiveOperationException {
    List<String> lines = printed("NetworkQuickStart").lines().toList();
    assertThat(lines).hasSize(3);
    double[] losses =
        lines.stream()
            .mapToDouble(line -> Double.parseDouble(line.replaceFirst("step \\d+: loss ", "")))
            .toArray();
    assertThat(losses[2]).isLessThan(losses[1]).isLessThan(0.01);
    assertThat(losses[1]).isLessThan(losses[0]);
  }

  private static String printed(String program) throws ReflectiveOperationException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      samples
          .loadClass(program)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
