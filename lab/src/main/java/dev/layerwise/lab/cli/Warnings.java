package dev.layerwise.lab.cli;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Says what the library warns of in one line each, and the same warning about the same thing once
 * for the whole command: a grid of a thousand runs may meet it in hundreds of them.
 */
final class Warnings extends Handler {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean bar;
  private final Set<String> said = new HashSet<>();
  private final SimpleFormatter texts = new SimpleFormatter();

  /**
   * Prepares to speak.
   *
   * @param err where to
   * @param bar whether a progress bar may stand on the line
   */
  Warnings(PrintStream err, boolean bar) {
    this.err = err;
    this.bar = bar;
  }

  /** Takes the place of the handlers that the process has. */
  void install() {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord warning) {
    if (isLoggable(warning) && said.add(subject(warning))) {
      err.println((bar ? CLEAR_LINE : "") + "layerwise: " + texts.formatMessage(warning));
    }
  }

  /** The message without what differs from run to run, which is every parameter but the first. */
  private static String subject(LogRecord warning) {
    Object[] parameters = warning.getParameters();
    boolean alone = parameters == null || parameters.length == 0;
    return warning.getMessage() + (alone ? "" : " " + parameters[0]);
  }

  @Override
  public void flush() {
    err.flush();
  }

  @Override
  public void close() {
    flush();
  }
}
