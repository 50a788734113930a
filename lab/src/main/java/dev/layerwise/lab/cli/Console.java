package dev.layerwise.lab.cli;

import java.io.PrintStream;

/**
 * Where a command speaks.
 *
 * @param out results
 * @param err progress, warnings and errors
 * @param colour whether results may be coloured
 * @param bar whether {@code err} is a terminal that can show a progress bar
 * @param columns the terminal's width in characters
 */
record Console(PrintStream out, PrintStream err, boolean colour, boolean bar, int columns) {
  private static final int USUAL_COLUMNS = 80;

  /**
   * Returns the process's own console. The launcher, which can ask for each stream, tells in system
   * properties what is a terminal; without it, Java's answer for both at once must do.
   */
  static Console system() {
    boolean both = isTerminal();
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean outIsTerminal = flag("layerwise.tty.out", both) && !dumb;
    boolean errIsTerminal = flag("layerwise.tty.err", both) && !dumb;
    String noColour = System.getenv("NO_COLOR");
    return new Console(
        System.out,
        System.err,
        outIsTerminal && (noColour == null || noColour.isEmpty()),
        errIsTerminal,
        Math.max(40, Integer.getInteger("layerwise.columns", USUAL_COLUMNS)));
  }

  @SuppressWarnings("SystemConsoleNull") // it is null in Java 25 where input is not a terminal
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static boolean flag(String property, boolean otherwise) {
    String value = System.getProperty(property);
    return value == null ? otherwise : value.equals("true");
  }
}
