package dev.layerwise.lab.cli;

import dev.layerwise.lab.train.Evaluation;
import dev.layerwise.lab.train.Watcher;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a training goes on. */
sealed interface TrainProgress extends Watcher, AutoCloseable {
  @Override
  void close();

  /**
   * Starts to show a training.
   *
   * @param console a bar if it can show one, else a line for each evaluation
   * @param quiet whether to show nothing
   * @param watched what the set is called that training is watched on
   * @param done steps done already
   * @param all steps there are
   */
  static TrainProgress start(Console console, boolean quiet, String watched, long done, long all) {
    if (quiet) {
      return new Quiet();
    }
    return console.bar()
        ? new Bar(console, watched, done, all)
        : new Lines(console.err(), watched, all);
  }

  /** An evaluation in a line. */
  static String text(Evaluation e, String watched) {
    StringBuilder text = new StringBuilder();
    e.trainingLoss()
        .ifPresent(loss -> text.append(String.format(Locale.ROOT, "loss %.4g, ", loss)));
    e.watched()
        .ifPresent(score -> {
          text.append(String.format(Locale.ROOT, "%s loss %.4g, ", watched, score.loss()));
          score
              .accuracy()
              .ifPresent(a ->
                  text.append(
                      String.format(Locale.ROOT, "%s accuracy %.2f %%, ", watched, 100 * a)));
        });
    return text.append(String.format(Locale.ROOT, "%.1f s", e.seconds())).toString();
  }

  /** Shows nothing. */
  final class Quiet implements TrainProgress {
    private Quiet() {}

    @Override
    public void close() {}
  }

  /** One line for each evaluation. */
  final class Lines implements TrainProgress {
    private final PrintStream err;
    private final String watched;
    private final long all;

    private Lines(PrintStream err, String watched, long all) {
      this.err = err;
      this.watched = watched;
      this.all = all;
    }

    @Override
    public void evaluated(Evaluation e) {
      err.println(
          String.format(
              Locale.ROOT, "[%d/%d] epoch %.2f: %s", e.step(), all, e.epoch(), text(e, watched)));
    }

    @Override
    public void close() {}
  }

  /** A bar with the steps done, the time left, and the last evaluation. */
  final class Bar implements TrainProgress {
    private final ProgressBar bar;
    private final String watched;

    private Bar(Console console, String watched, long done, long all) {
      this.watched = watched;
      bar =
          ProgressBar.builder()
              .setTaskName("train")
              .setInitialMax(all)
              .startsFrom(done, Duration.ZERO)
              .setUnit(" steps", 1)
              .setUpdateIntervalMillis(200)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.columns() - 1))
              .build();
    }

    @Override
    public void stepped(long step) {
      bar.stepTo(step);
    }

    @Override
    public void evaluated(Evaluation e) {
      bar.setExtraMessage(" " + text(e, watched));
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
