package dev.layerwise.lab.run;

import dev.layerwise.lab.RunRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code runs.jsonl}: a line for each finished run, written as it finishes. A process that is
 * killed at any moment leaves every earlier line whole and at most the last one cut short.
 */
public final class Journal implements AutoCloseable {
  /** The file's name in the experiment's folder. */
  public static final String FILE = "runs.jsonl";

  private final Path file;
  private final Provenance provenance;
  private final FileChannel channel;
  private final Map<String, RunRecord> finished = new LinkedHashMap<>();
  private boolean closed;

  private Journal(Path file, Provenance provenance, FileChannel channel) {
    this.file = file;
    this.provenance = provenance;
    this.channel = channel;
  }

  /**
   * Opens an experiment's journal, making its folder if need be, for this process alone.
   *
   * @param dir the experiment's folder
   * @param provenance what the coming runs depend on
   * @param resume whether to keep the stored runs; otherwise they are dropped
   * @param warn told, in a sentence, of a last line that a crash cut short
   * @return the journal, to be closed
   * @throws InputException if the folder cannot be used, another process writes to it, an earlier
   *     line is corrupted, or stored runs are of another provenance
   */
  public static Journal open(
      Path dir, Provenance provenance, boolean resume, Consumer<String> warn) {
    Path file = dir.resolve(FILE);
    FileChannel channel;
    try {
      Files.createDirectories(dir);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new InputException(
          "cannot write results to "
              + dir
              + ": "
              + StorageException.reason(e)
              + "; choose another folder with --out",
          e);
    }
    Journal journal = new Journal(file, provenance, channel);
    try {
      journal.lock();
      channel.position(resume ? journal.load(warn) : 0);
      channel.truncate(channel.position());
      return journal;
    } catch (IOException e) {
      journal.close();
      throw new StorageException("cannot read", file, e);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /**
   * Returns the runs that were stored before.
   *
   * @return the runs by their cell's id; failed ones are not among them
   */
  public Map<String, RunRecord> finished() {
    return Collections.unmodifiableMap(finished);
  }

  /**
   * Stores a finished run. Once the journal is closed this does nothing: the program is ending.
   *
   * @param run the run
   * @throws StorageException if it cannot be written, such as on a full disk
   */
  public void append(RunRecord run) {
    write(new RunLine.Finished(provenance, run));
  }

  /**
   * Stores that a run failed.
   *
   * @param cell the cell's id
   * @param failure what happened
   * @throws StorageException if it cannot be written, such as on a full disk
   */
  public void appendFailure(String cell, String failure) {
    write(new RunLine.Failed(provenance, cell, failure));
  }

  /** Finishes the line that is being written, if any, and lets go of the file. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot write", file, e);
    }
  }

  private synchronized void write(RunLine line) {
    if (closed) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write", file, e);
    }
  }

  private void lock() {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      // Some network file systems have no locks: there, two processes are the user's to avoid.
      return;
    }
    if (lock == null) {
      throw new InputException(
          "another layerwise is writing to "
              + file.getParent()
              + "; wait for it, or choose another folder with --out");
    }
  }

  /** Reads the stored runs and returns where the next line starts. */
  private long load(Consumer<String> warn) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    int number = 0;
    while (start < bytes.length) {
      number++;
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      boolean last = end >= bytes.length - 1;
      String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
      RunLine line;
      try {
        line = RunLine.decode(text);
      } catch (IllegalArgumentException e) {
        if (last) {
          warn.accept(
              file + ", line " + number + ", was cut short by a crash; its run is done again");
          return start;
        }
        throw new InputException(
            file
                + ", line "
                + number
                + ", is corrupted: "
                + e.getMessage()
                + "; remove that line, or run without --resume to start over",
            e);
      }
      keep(line, number);
      start = end + 1;
    }
    if (start > bytes.length) {
      // The crash came between a whole line and its line feed.
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}), bytes.length);
    }
    return start;
  }

  private void keep(RunLine line, int number) {
    provenance
        .differenceFrom(line.provenance())
        .ifPresent(difference -> {
          throw new InputException(
              "cannot resume from "
                  + file
                  + ", line "
                  + number
                  + ": "
                  + difference
                  + "; run without --resume to start over, or choose another --out");
        });
    switch (line) {
      case RunLine.Finished run -> finished.put(run.cell(), run.run());
      case RunLine.Failed failed -> finished.remove(failed.cell());
    }
  }
}
