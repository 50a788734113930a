package dev.layerwise.lab.report;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page over all experiments. */
public final class Index {
  private Index() {}

  /**
   * An experiment as the index shows it.
   *
   * @param info what it is about
   * @param scale the scale it ran at
   * @param claims its verdicts
   */
  public record Entry(ExperimentInfo info, Scale scale, List<JudgedClaim> claims) {
    /** Copies the list. */
    public Entry {
      claims = List.copyOf(claims);
    }
  }

  /**
   * Writes {@code index.html} into a folder whose subfolders, one for each entry and named by its
   * id, hold the reports.
   *
   * @param root the folder of all results
   * @param entries the experiments, in the order to show them
   * @throws dev.layerwise.lab.run.StorageException if the file cannot be written
   */
  public static void write(Path root, List<Entry> entries) {
    List<JudgedClaim> claims = entries.stream().flatMap(e -> e.claims().stream()).toList();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("css", Resource.text("report.css"));
    view.put("tally", Verdicts.tally(claims));
    view.put("count", entries.size() == 1 ? "1 experiment" : entries.size() + " experiments");
    view.put("entries", entries.stream().map(entry -> card(root, entry)).toList());
    WholeFile.write(root.resolve("index.html"), Resource.template("index.mustache").execute(view));
  }

  private static Map<String, Object> card(Path root, Entry entry) {
    ExperimentInfo info = entry.info();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JudgedClaim judged : entry.claims()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", judged.claim().id());
      row.put("entryId", info.id());
      row.put("statement", judged.claim().statement());
      row.put("word", judged.judgement().verdict().label());
      row.put("icon", Verdicts.icon(judged.judgement().verdict()));
      rows.add(row);
    }
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("id", info.id());
    card.put("paper", info.paper());
    card.put("place", info.place());
    card.put("title", info.title());
    card.put("shows", info.shows());
    card.put("scale", entry.scale().label());
    card.put("picture", Files.exists(root.resolve(info.id()).resolve("figure-1.svg")));
    card.put("claims", rows);
    return card;
  }
}
