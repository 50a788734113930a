package dev.layerwise.lab.run;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunFacts;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The result files of an experiment that other programs read: {@code series.csv}, {@code
 * claims.json} and {@code run.json}. Each is written whole or not at all.
 */
public final class ResultStore {
  /** The points. */
  public static final String SERIES = "series.csv";

  /** The verdicts. */
  public static final String CLAIMS = "claims.json";

  /** How the numbers were made. */
  public static final String RUN = "run.json";

  private final Path dir;

  /**
   * Names the place.
   *
   * @param dir the experiment's folder
   */
  public ResultStore(Path dir) {
    this.dir = dir;
  }

  /**
   * What {@link #read} finds.
   *
   * @param points every point, in the file's order
   * @param facts how the numbers were made
   * @param events divergences and numerical failures
   */
  public record Stored(List<Point> points, RunFacts facts, List<CellEvent> events) {
    /** Copies the lists. */
    public Stored {
      points = List.copyOf(points);
      events = List.copyOf(events);
    }
  }

  /**
   * Writes the points.
   *
   * @param points every point, in the order of the rows
   * @throws StorageException if the file cannot be written
   */
  public void writeSeries(List<Point> points) {
    WholeFile.write(dir.resolve(SERIES), SeriesCsv.encode(points));
  }

  /**
   * Writes the verdicts.
   *
   * @param claims the claims, in the order to list them
   * @throws StorageException if the file cannot be written
   */
  public void writeClaims(List<JudgedClaim> claims) {
    ArrayNode array = (ArrayNode) Json.tree(List.of());
    for (JudgedClaim judged : claims) {
      Judgement judgement = judged.judgement();
      ObjectNode claim = array.addObject();
      claim.put("id", judged.claim().id());
      claim.put("source", judged.claim().source());
      claim.put("statement", judged.claim().statement());
      claim.set("measured", Json.number(judgement.measured()));
      claim.put("relation", judgement.relation());
      claim.set("bound", Json.number(judgement.bound()));
      claim.put("verdict", judgement.verdict().label());
      claim.put("evidence", judgement.evidence());
      claim.put("reading", judgement.reading());
    }
    WholeFile.write(dir.resolve(CLAIMS), Json.pretty(array));
  }

  /**
   * Writes how the numbers were made.
   *
   * @param facts program, settings, machine and timing
   * @param events divergences and numerical failures
   * @param failures the runs that are missing
   * @throws StorageException if the file cannot be written
   */
  public void writeRun(RunFacts facts, List<CellEvent> events, List<Outcome.Failure> failures) {
    WholeFile.write(dir.resolve(RUN), Json.pretty(RunJson.encode(facts, events, failures)));
  }

  /**
   * Reads what a finished experiment stored.
   *
   * @return points, facts and events
   * @throws InputException if a file is missing or is not what it should be
   */
  public Stored read() {
    Path run = dir.resolve(RUN);
    Path series = dir.resolve(SERIES);
    RunJson.Decoded decoded;
    try {
      decoded = RunJson.decode(text(run));
    } catch (IllegalArgumentException e) {
      throw unreadable(run, e);
    }
    try {
      return new Stored(SeriesCsv.decode(text(series)), decoded.facts(), decoded.events());
    } catch (IllegalArgumentException e) {
      throw unreadable(series, e);
    }
  }

  private static InputException unreadable(Path file, IllegalArgumentException e) {
    return new InputException(
        file + " cannot be read: " + e.getMessage() + "; run the experiment again", e);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
  }
}
