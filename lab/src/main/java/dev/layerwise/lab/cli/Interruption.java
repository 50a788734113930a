package dev.layerwise.lab.cli;

/** Does something if the process is asked to end, such as by Ctrl-C, while it is open. */
final class Interruption implements AutoCloseable {
  private final Thread hook;

  Interruption(Runnable whenInterrupted) {
    hook = new Thread(whenInterrupted, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and this thread has nothing more to do or to say.
      sleepUntilTheEnd();
    }
  }

  private static void sleepUntilTheEnd() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
    }
  }
}
