package dev.layerwise.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSource;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  private static final Data DATA =
      DataSource.open(
          "blobs:classes=3,features=5,examples=47,spread=2",
          new DataSource.TableOptions(Optional.empty(), false));
  private static final Problem PROBLEM =
      new Problem(
          DATA,
          Standardization.none(),
          "mlp:5-7-3",
          Initialization.HE_NORMAL,
          new SoftmaxCrossEntropy());

  @TempDir Path dir;

  @Test
  void anEpochTakesEveryExampleOnceAndLeavesOutTheIncompleteBatch() {
    MiniBatches batches = new MiniBatches(DATA.training(), Standardization.none(), 11, Rng.of(3));
    assertThat(batches.perEpoch()).isEqualTo(4);
    Set<List<Double>> first = epoch(batches, 0);
    Set<List<Double>> second = epoch(batches, 1);
    assertThat(first).hasSize(44).isNotEqualTo(second);
    batches.load(6);
    double sixth = batches.inputs().get(2, 3);
    batches.load(1);
    batches.load(6);
    assertThat(batches.inputs().get(2, 3)).isEqualTo(sixth);
    assertThatThrownBy(
            () -> new MiniBatches(DATA.training(), Standardization.none(), 48, Rng.of(3)))
        .hasMessage("batches of 48 of 47 examples; want 1 to 47");
  }

  private static Set<List<Double>> epoch(MiniBatches batches, int epoch) {
    Set<List<Double>> rows = new HashSet<>();
    for (int b = 1; b <= 4; b++) {
      batches.load(4L * epoch + b);
      for (double[] row : batches.inputs().toRows()) {
        rows.add(Arrays.stream(row).boxed().toList());
      }
    }
    return rows;
  }

  @Test
  void trainingLearnsWhatCanBeLearned() {
    Training training = new Training(PROBLEM, plan(60), sgd("0.1"), 0);
    assertThat(training.run(Watcher.NONE)).isEqualTo(new Ending.Finished());
    List<Evaluation> all = training.evaluations();
    assertThat(all.stream().map(Evaluation::step))
        .containsExactly(0L, 7L, 14L, 21L, 28L, 35L, 42L, 49L, 56L, 60L);
    assertThat(all.getFirst().trainingLoss()).isEmpty();
    assertThat(all.getLast().epoch()).isEqualTo(15);
    assertThat(all.getLast().trainingLoss().orElseThrow())
        .isLessThan(0.5 * all.get(1).trainingLoss().orElseThrow());
    assertThat(all.getLast().watched().orElseThrow().accuracy().orElseThrow()).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp:5-7-3", "mlp:5-7-3,norm=batch"})
  void aTrainingStoppedAnywhereGoesOnBitForBit(String model) {
    Problem problem =
        new Problem(DATA, PROBLEM.scaling(), model, PROBLEM.initialization(), PROBLEM.loss());
    Function<Network, Optimizer> start = sgd("0.05", "momentum", "0.9");
    Training whole = new Training(problem, plan(30), start, 1);
    whole.run(Watcher.NONE);

    Training killed = new Training(problem, plan(30), start, 1);
    Ending ending = killed.run(stopAfter(17));
    assertThat(ending).isEqualTo(new Ending.Interrupted(17));
    Checkpoint checkpoint = new Checkpoint(dir.resolve("checkpoint"));
    checkpoint.write(Map.of("batch", "11"), killed);

    Training resumed = new Training(problem, plan(30), start, 1);
    Checkpoint.Loaded loaded = checkpoint.read(w -> {}).orElseThrow();
    assertThat(loaded.identity()).isEqualTo(Map.of("batch", "11"));
    loaded.state().restore(resumed::state);
    resumed.continueFrom(loaded.log());
    resumed.run(Watcher.NONE);
    assertThat(values(resumed.network())).isEqualTo(values(whole.network()));
    assertThat(losses(resumed)).isEqualTo(losses(whole));
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
    Training training = new Training(PROBLEM, plan(30), sgd("0.1"), 1);
    Checkpoint checkpoint = new Checkpoint(dir.resolve("checkpoint"));
    training.run(
        new Watcher() {
          @Override
          public void evaluated(Evaluation evaluation) {
            checkpoint.write(Map.of(), training);
          }
        });
    Path last = dir.resolve("checkpoint/step-000000000030.safetensors");
    assertThat(dir.resolve("checkpoint").toFile().list())
        .containsExactlyInAnyOrder(
            "step-000000000028.safetensors", "step-000000000030.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(bytes, bytes.length - 5));
    List<String> warnings = new ArrayList<>();
    assertThat(checkpoint.read(warnings::add).orElseThrow().state().wholes())
        .containsEntry("step", 28L);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.getFirst())
        .startsWith(last + " is not a whole safetensors file: tensor '")
        .endsWith("; trying the checkpoint before it");
    Files.write(dir.resolve("checkpoint/step-000000000028.safetensors"), new byte[3]);
    assertThatThrownBy(() -> checkpoint.read(warnings::add))
        .isInstanceOf(InputException.class)
        .hasMessage(
            dir.resolve("checkpoint")
                + " holds no whole checkpoint; run without --resume to start over");
    checkpoint.clear();
    assertThat(checkpoint.read(warnings::add)).isEmpty();
  }

  @Test
  void divergenceIsAnEndingAndNoException() {
    Training training = new Training(PROBLEM, plan(60), sgd("1e200"), 0);
    Ending ending = training.run(Watcher.NONE);
    assertThat(ending).isInstanceOf(Ending.Diverged.class);
    assertThat(((Ending.Diverged) ending).step()).isBetween(2L, 7L);
    assertThat(Curves.points(training.log(), ending, "test", 0))
        .anyMatch(p -> p.panel().equals("loss_steps") && Double.isNaN(p.y()));
  }

  @Test
  void patienceStopsAndKeepsTheBestWeights() {
    // Clouds that overlap: what 47 examples teach beyond the first steps is noise.
    Data noisy =
        DataSource.open(
            "blobs:classes=3,features=5,examples=47,spread=0.3",
            new DataSource.TableOptions(Optional.empty(), false));
    Problem problem =
        new Problem(
            noisy, PROBLEM.scaling(), "mlp:5-7-3", PROBLEM.initialization(), PROBLEM.loss());
    Plan plan = new Plan(11, 4000, 4, OptionalInt.of(3), OptionalInt.empty());
    Training training = new Training(problem, plan, sgd("0.5"), 0);
    Ending ending = training.run(Watcher.NONE);
    assertThat(ending).isInstanceOf(Ending.Stopped.class);
    Ending.Stopped stopped = (Ending.Stopped) ending;
    assertThat(stopped.step() - stopped.best()).isEqualTo(12);
    double best =
        training.evaluations().stream()
            .mapToDouble(e -> e.watched().orElseThrow().loss())
            .min()
            .orElseThrow();
    Network result = training.result();
    double loss =
        new Evaluator(result, noisy.test().orElseThrow(), PROBLEM.scaling(), PROBLEM.loss())
            .score()
            .loss();
    assertThat(loss).isEqualTo(best);
    assertThat(values(result)).isNotEqualTo(values(training.network()));
  }

  @Test
  void diagnosticsOfGradientDescentAreItsLearningRateAndAlignmentOne() {
    Plan plan = new Plan(11, 8, 4, OptionalInt.empty(), OptionalInt.of(2));
    Training training = new Training(PROBLEM, plan, sgd("0.125"), 0);
    training.run(Watcher.NONE);
    List<Diagnosis> all = training.log().diagnoses();
    assertThat(all.stream().filter(d -> d.name().equals("effective learning rate")))
        .hasSize(4)
        .allMatch(d -> d.value() == 0.125);
    assertThat(all.stream().filter(d -> d.name().equals("alignment")))
        .allMatch(d -> d.value() == 1);
    assertThat(all.stream().map(Diagnosis::step).distinct()).containsExactly(1L, 3L, 5L, 7L);
    assertThat(all).anyMatch(d -> d.name().equals("learning rate") && d.value() == 0.125);
  }

  @Test
  void safetensorsReadBackWhatWasWrittenAndLieRowMajor() throws IOException {
    Matrix A = Matrix.of(new double[][] {{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 1.0 / 3}});
    SafeTensors.Tensor tensor = new SafeTensors.Tensor("0.weight", List.of(2, 3, 1, 2), A);
    Path file = dir.resolve("a.safetensors");
    SafeTensors.write(file, Map.of("model", "m"), List.of(tensor), SafeTensors.Precision.F64);
    SafeTensors.Content read = SafeTensors.read(file);
    assertThat(read.metadata()).isEqualTo(Map.of("model", "m"));
    assertThat(read.tensors().get("0.weight").shape()).containsExactly(2, 3, 1, 2);
    assertThat(read.tensors().get("0.weight").values().toRows()).isDeepEqualTo(A.toRows());
    byte[] bytes = Files.readAllBytes(file);
    java.nio.ByteBuffer buffer =
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    long header = buffer.getLong(0);
    assertThat(header % 8).isZero();
    assertThat(buffer.getDouble((int) (8 + header + 8 * 7))).isEqualTo(8);
    SafeTensors.write(file, Map.of(), List.of(tensor), SafeTensors.Precision.F32);
    assertThat(SafeTensors.read(file).tensors().get("0.weight").values().get(1, 5))
        .isEqualTo((float) (1.0 / 3));

    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file + " is not a whole safetensors file: the values' checksum is ");
    Files.write(file, Arrays.copyOf(bytes, 20));
    assertThatThrownBy(() -> SafeTensors.read(file))
        .hasMessageMatching(".* its header of \\d+ bytes does not fit a file of 20 bytes");
    Files.write(file, Arrays.copyOf(bytes, 4));
    assertThatThrownBy(() -> SafeTensors.read(file))
        .hasMessageEndingWith("it ends at offset 4, within the length of its header");
  }

  private static Watcher stopAfter(long steps) {
    return new Watcher() {
      private long done;

      @Override
      public void stepped(long step) {
        done = step;
      }

      @Override
      public boolean interrupted() {
        return done >= steps;
      }
    };
  }

  private static Plan plan(long steps) {
    return new Plan(11, steps, 7, OptionalInt.empty(), OptionalInt.empty());
  }

  private static Function<Network, Optimizer> sgd(String lr, String... more) {
    Map<String, String> said =
        more.length == 0 ? Map.of("lr", lr) : Map.of("lr", lr, more[0], more[1]);
    return network -> Recipes.named("sgd").start(network, said);
  }

  private static List<double[]> rows(Network network) {
    return network.parameters().stream().map(Parameter::value).map(Matrix::toColumnMajor).toList();
  }

  private static List<Double> values(Network network) {
    return rows(network).stream().flatMap(a -> Arrays.stream(a).boxed()).toList();
  }

  private static List<Object> losses(Training training) {
    List<Object> losses = new ArrayList<>();
    training
        .evaluations()
        .forEach(e -> {
          losses.add(e.trainingLoss());
          losses.add(e.watched());
        });
    return losses;
  }
}
