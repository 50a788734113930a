package dev.layerwise.lab.experiments;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How large a training on real data is.
 *
 * @param training examples to train on
 * @param validation examples held out of the training set, to tune on
 * @param test examples of the test set, at most
 * @param components principal components of the inputs that are kept
 * @param hidden the sizes of the hidden layers, such as {@code 128-64}
 * @param batch examples in a batch
 * @param steps steps of a training
 */
record RealSizes(
    int training, int validation, int test, int components, String hidden, int batch, int steps) {
  /** Images are averaged over blocks of pixels until an example has at most so many features. */
  static final int FEATURES = 200;

  static RealSizes ofSteps(int steps) {
    return new RealSizes(10_000, 2_000, 10_000, 128, "128-64", 256, steps);
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("training examples", training);
    settings.put("validation examples", validation);
    settings.put("test examples", test);
    settings.put("features", "pixels averaged over the least square blocks that leave 200 or less");
    settings.put("principal components kept", components);
    settings.put("hidden layers", hidden);
    settings.put("loss", "cross-entropy");
    settings.put("first weights", "he-normal");
    settings.put("batch", batch);
    settings.put("steps", steps);
    return settings;
  }
}
