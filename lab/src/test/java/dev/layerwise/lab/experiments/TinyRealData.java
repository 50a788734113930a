package dev.layerwise.lab.experiments;

import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.data.TinyFiles;
import dev.layerwise.random.Rng;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The experiments on real data in small, and data for them. */
public final class TinyRealData {
  private static final RealSizes SIZES = new RealSizes(60, 20, 30, 9, "8", 20, 6);

  private TinyRealData() {}

  /** Two optimizers at the three powers that claims ask for. */
  public static NeedsData anisotropy() {
    return new RealData(
        scale ->
            new RealData.Sizing(SIZES, List.of(0.0, 1.0, 2.0), List.of("sgd", "kfac"), 1, 0, 2),
        Map.of());
  }

  /** Two optimizers. */
  public static NeedsData robustness() {
    return new Robustness(
        scale -> new Robustness.Sizing(SIZES, List.of("sgd", "kfac"), 2), Map.of());
  }

  /** A folder as Fashion-MNIST's: noise, with the label's column brighter. */
  public static Path idx(Path folder, int training, int test) {
    TinyFiles.write(folder.resolve("train-images-idx3-ubyte"), images(training));
    TinyFiles.write(folder.resolve("train-labels-idx1-ubyte"), TinyFiles.labels(training));
    TinyFiles.write(folder.resolve("t10k-images-idx3-ubyte"), images(test));
    TinyFiles.write(folder.resolve("t10k-labels-idx1-ubyte"), TinyFiles.labels(test));
    return folder;
  }

  private static byte[] images(int count) {
    Rng rng = Rng.of(count);
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * 10);
    bytes.putInt(2051).putInt(count).putInt(2).putInt(5);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < 10; k++) {
        bytes.put((byte) (rng.nextInt(60) + (k == i % 10 ? 150 : 0)));
      }
    }
    return bytes.array();
  }
}
