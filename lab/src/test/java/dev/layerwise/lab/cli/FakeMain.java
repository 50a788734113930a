package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.run.BuildInfo;
import dev.layerwise.lab.run.FakeExperiment;
import java.util.List;

/** The program with a fake catalogue, for tests that kill it. */
final class FakeMain {
  private FakeMain() {}

  public static void main(String[] args) {
    long millis = Long.getLong("fake.millis", 0);
    Experiment slow = FakeExperiment.named("paper-fig7").with(cell -> pause(millis));
    BuildInfo build = new BuildInfo("1.2", "abc1234");
    System.exit(new Layerwise(List.of(slow), Console.system(), build).run(args));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
