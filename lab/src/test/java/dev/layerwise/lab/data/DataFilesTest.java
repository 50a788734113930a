package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.nn.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFilesTest {
  @TempDir Path dir;

  @Test
  void idxFilesAreReadPlainOrPacked() {
    Data data = open(TinyFiles.idx(dir.resolve("tiny"), 13, 4));
    assertThat(data.name()).isEqualTo("tiny");
    assertThat(data.training().shape()).isEqualTo(new Shape(1, 2, 3));
    assertThat(data.training().count()).isEqualTo(13);
    assertThat(data.test().orElseThrow().count()).isEqualTo(4);
    assertThat(data.training().inputs().get(12, 5)).isEqualTo((7 * 12 + 5) / 255.0);
    Targets.Classes classes = (Targets.Classes) data.training().targets();
    assertThat(classes.labels()).isEqualTo(IntStream.range(0, 13).map(i -> i % 10).toArray());
    assertThat(classes.outputs()).isEqualTo(10);
  }

  @Test
  void cifarTakesTheBatchesThatAreThereAndTheNames() {
    TinyFiles.write(dir.resolve("data_batch_2.bin"), TinyFiles.cifar(3));
    TinyFiles.write(dir.resolve("data_batch_4.bin.gz"), TinyFiles.gzip(TinyFiles.cifar(2)));
    TinyFiles.write(dir.resolve("test_batch.bin"), TinyFiles.cifar(1));
    TinyFiles.write(dir.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    Data data = open(dir);
    assertThat(data.training().shape()).isEqualTo(new Shape(3, 32, 32));
    Targets.Classes classes = (Targets.Classes) data.training().targets();
    assertThat(classes.labels()).containsExactly(0, 1, 2, 0, 1);
    assertThat(classes.names()).startsWith("a", "b").hasSize(10);
    assertThat(data.training().inputs().get(4, 3071)).isEqualTo(((1 + 3071) % 256) / 255.0);
    assertThat(data.test().orElseThrow().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          short images | train-images-idx3-ubyte ends at offset 40; want 36 bytes from offset 16: 6 images of 2×3
          long images | train-images-idx3-ubyte goes on after offset 52; want its end there: 6 images of 2×3
          short header | train-images-idx3-ubyte ends at offset 6; want 4 bytes from offset 4: the number of images
          wrong magic | train-images-idx3-ubyte: the magic number at offset 0 is 2049; want 2051 (images of unsigned bytes)
          no images | train-images-idx3-ubyte: the number of images at offset 4 is 0; want at least 1
          huge images | train-images-idx3-ubyte promises 2147483647 images of 2147483647×2147483647; want at most 2147483639 bytes
          other count | train-labels-idx1-ubyte holds 5 labels; want 6, one for each image of
          wrong label | train-labels-idx1-ubyte: the label at offset 10 is 10; want 0 to 9
          missing labels | holds neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz
          other shape | holds images of 3×2; want the training set's 2×3
          cut gzip | is not a whole gzip file: it breaks after 8 unpacked bytes or more (unexpected end of ZLIB input stream)
          no gzip | train-labels-idx1-ubyte.gz is not a whole gzip file: it breaks after 0 unpacked bytes or more (not in GZIP format)
          """)
  void aDamagedIdxFileIsOneSentence(String damage, String sentence) {
    Path images = dir.resolve("train-images-idx3-ubyte");
    Path labels = dir.resolve("train-labels-idx1-ubyte");
    byte[] good = TinyFiles.images(6, 2, 3);
    TinyFiles.write(images, good);
    if (!damage.equals("missing labels") && !damage.endsWith("gzip")) {
      TinyFiles.write(labels, TinyFiles.labels(6));
    }
    switch (damage) {
      case "short images" -> TinyFiles.write(images, Arrays.copyOf(good, 40));
      case "long images" -> TinyFiles.write(images, Arrays.copyOf(good, 53));
      case "short header" -> TinyFiles.write(images, Arrays.copyOf(good, 6));
      case "wrong magic" -> TinyFiles.write(images, TinyFiles.labels(6));
      case "no images" -> TinyFiles.write(images, TinyFiles.images(0, 2, 3));
      case "huge images" -> {
        for (int i = 4; i < 16; i++) {
          good[i] = (byte) (i % 4 == 0 ? 0x7f : 0xff);
        }
        TinyFiles.write(images, good);
      }
      case "other count" -> TinyFiles.write(labels, TinyFiles.labels(5));
      case "wrong label" -> {
        byte[] wrong = TinyFiles.labels(6);
        wrong[10] = 10;
        TinyFiles.write(labels, wrong);
      }
      case "other shape" -> {
        TinyFiles.write(dir.resolve("t10k-images-idx3-ubyte"), TinyFiles.images(2, 3, 2));
        TinyFiles.write(dir.resolve("t10k-labels-idx1-ubyte"), TinyFiles.labels(2));
      }
      case "cut gzip" -> {
        byte[] packed = TinyFiles.gzip(TinyFiles.labels(6));
        // Without checksum and length, and the last bytes of the content.
        TinyFiles.write(
            dir.resolve("train-labels-idx1-ubyte.gz"), Arrays.copyOf(packed, packed.length - 12));
      }
      case "no gzip" ->
          TinyFiles.write(dir.resolve("train-labels-idx1-ubyte.gz"), TinyFiles.labels(6));
      default -> {}
    }
    assertThatThrownBy(() -> open(dir))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void aDamagedCifarFileIsOneSentence() {
    Path file = dir.resolve("data_batch_1.bin");
    byte[] good = TinyFiles.cifar(3);
    TinyFiles.write(file, Arrays.copyOf(good, 5000));
    assertThatThrownBy(() -> open(dir))
        .hasMessage(file + " ends at offset 5000, within record 2; want 3073 bytes a record");
    good[3073] = 17;
    TinyFiles.write(file, good);
    assertThatThrownBy(() -> open(dir))
        .hasMessage(file + ": the label at offset 3073 (record 2) is 17; want 0 to 9");
    TinyFiles.write(file, new byte[0]);
    assertThatThrownBy(() -> open(dir))
        .hasMessage(file + " ends at offset 0, within record 1; want 3073 bytes a record");
    TinyFiles.write(file, TinyFiles.cifar(1));
    Path names = TinyFiles.write(dir.resolve("batches.meta.txt"), "airplane\nautomobile\n");
    assertThatThrownBy(() -> open(dir))
        .hasMessage(names + " holds 2 names; want 10, a class a line");
  }

  @Test
  void foldersFilesAndNamesThatAreNoDataAreSaidSo() {
    assertThatThrownBy(() -> open(dir))
        .hasMessage(
            dir
                + " holds no data set: neither train-images-idx3-ubyte (as MNIST) nor"
                + " data_batch_1.bin (as CIFAR-10), plain or with .gz");
    Path file = TinyFiles.write(dir.resolve("data.txt"), "a,b\n");
    assertThatThrownBy(() -> open(file))
        .hasMessage(
            file + " is a file of an unknown kind; want a folder or a file that ends in .csv");
    assertThatThrownBy(() -> open(dir.resolve("absent")))
        .hasMessage(
            "--data "
                + dir.resolve("absent")
                + ": there is no such folder or file, and no task of that name; tasks are blobs,"
                + " spirals, teacher, parity");
  }

  /** The labels and moments that the data's description states. */
  @Test
  @EnabledIfEnvironmentVariable(named = "LAYERWISE_DATA", matches = ".+")
  void theRealFilesAreReadAsTheirDescriptionSays() {
    Path root = Path.of(System.getenv("LAYERWISE_DATA"));
    Data fashion = open(root.resolve("fashion-mnist"));
    assertThat(((Targets.Classes) fashion.training().targets()).labels())
        .hasSize(60_000)
        .startsWith(9, 0, 0, 3, 0, 2, 7, 2, 5, 5);
    assertThat(((Targets.Classes) fashion.test().orElseThrow().targets()).labels())
        .hasSize(10_000)
        .startsWith(9, 2, 1, 1, 6, 1, 4, 6, 5, 7);
    Standardization scaling =
        Standardization.fit(fashion.training().inputs(), Standardization.Kind.GLOBAL);
    assertThat(scaling.mean(0)).isCloseTo(0.2860, offset(5e-5)); // stated to four places
    assertThat(1 / scaling.factor(0)).isCloseTo(0.3530, offset(5e-5));
    Data cifar = open(root.resolve("cifar-10-batches-bin"));
    assertThat(((Targets.Classes) cifar.training().targets()).labels())
        .startsWith(6, 9, 9, 4, 1, 1);
    assertThat(((Targets.Classes) cifar.test().orElseThrow().targets()).names())
        .startsWith("airplane");
  }

  private static Data open(Path path) {
    return DataSource.open(path.toString(), new DataSource.TableOptions(Optional.empty(), false));
  }
}
