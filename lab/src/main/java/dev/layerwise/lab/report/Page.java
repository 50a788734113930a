package dev.layerwise.lab.report;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.RunFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the template of a report fills in. */
final class Page {
  private final Map<String, Object> view = new LinkedHashMap<>();

  private Page() {}

  /**
   * Collects a page.
   *
   * @param input what to show
   * @param drawings the figures with their numbers
   * @param pictures whether SVG and PNG lie beside the page
   * @return the page
   */
  static Page of(ReportInput input, List<Drawing> drawings, boolean pictures) {
    Page page = new Page();
    page.head(input);
    page.view.put("figures", drawings.stream().map(drawing -> figure(drawing, pictures)).toList());
    page.view.put("anyClaims", !input.claims().isEmpty());
    page.view.put("claims", input.claims().stream().map(Page::claim).toList());
    List<Map<String, Object>> troubles = Troubles.of(input);
    page.view.put("anyTroubles", !troubles.isEmpty());
    page.view.put("troubles", troubles);
    page.foot(input.facts());
    page.view.put("data", ChartData.json(drawings));
    page.view.put("css", Resource.text("report.css"));
    page.view.put("script", Resource.text("report.js"));
    page.view.put("echarts", Resource.echarts());
    return page;
  }

  String html() {
    return Resource.template("report.mustache").execute(view);
  }

  private void head(ReportInput input) {
    ExperimentInfo info = input.info();
    RunFacts facts = input.facts();
    int seeds = facts.seeds().size();
    view.put("id", info.id());
    view.put("paper", info.paper());
    view.put("place", info.place());
    view.put("title", info.title());
    view.put("shows", info.shows());
    view.put("tally", Verdicts.tally(input.claims()));
    view.put("scale", facts.scale().label());
    view.put("seeds", seeds == 1 ? "1 seed" : seeds + " seeds");
    view.put("version", facts.sources().version());
  }

  private void foot(RunFacts facts) {
    view.put("command", facts.sources().command());
    view.put("commit", facts.sources().commit());
    view.put("start", facts.timing().start().replace('T', ' ').replace("Z", " UTC"));
    view.put("seedList", Words.ranges(facts.seeds()));
    List<Map<String, Object>> settings = new ArrayList<>();
    facts.settings().forEach((name, value) -> settings.add(row(name, Words.value(value))));
    view.put("settings", settings);
    RunFacts.Environment machine = facts.environment();
    view.put(
        "machine",
        List.of(
            row("JVM", machine.jvm()),
            row("System", machine.os()),
            row("Processor", machine.cpu()),
            row("OpenBLAS", machine.blas().version()),
            row("Kernel", machine.blas().kernel() + " (" + machine.blas().reason() + ")"),
            row("Runs at once", Integer.toString(machine.threads()))));
    Map<String, Double> seconds = facts.timing().seconds();
    double most = seconds.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<Map<String, Object>> rows = new ArrayList<>();
    seconds.forEach((series, value) -> {
      Map<String, Object> row = row(series, Ticks.plain(value));
      row.put("percent", most > 0 ? Math.round(70 * value / most) : 0);
      rows.add(row);
    });
    view.put("seconds", rows);
  }

  private static Map<String, Object> row(String name, String value) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("value", value);
    return row;
  }

  private static Map<String, Object> figure(Drawing drawing, boolean pictures) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("index", drawing.number() - 1);
    figure.put("number", drawing.number());
    figure.put("title", drawing.figure().title());
    figure.put("caption", drawing.figure().caption());
    figure.put("columns", drawing.columns());
    figure.put("pictures", pictures);
    figure.put("banded", drawing.banded());
    figure.put("spread", drawing.pointed() ? "Bars" : "Band");
    figure.put(
        "spreads",
        drawing.pointed()
            ? "bars a standard deviation each way"
            : "bands the smallest and largest");
    figure.put("centres", drawing.pointed() ? "Points" : "Lines");
    figure.put("legend", legend(drawing));
    List<Map<String, Object>> panels = new ArrayList<>();
    for (Drawing.Shown shown : drawing.panels()) {
      Map<String, Object> panel = new LinkedHashMap<>();
      panel.put("index", panels.size());
      panel.put("title", shown.panel().title());
      boolean lines = shown instanceof Drawing.Axes;
      panel.put("lines", lines);
      if (shown instanceof Drawing.Axes axes) {
        panel.put("logX", axes.panel().x().spacing() == Spacing.LOG);
        panel.put("logY", axes.panel().y().spacing() == Spacing.LOG);
      }
      panel.put("description", Words.description(shown));
      panels.add(panel);
    }
    figure.put("panels", panels);
    figure.put("anyLines", drawing.lines().findAny().isPresent());
    figure.put("anyLegend", !drawing.legend().isEmpty());
    figure.put("diverged", Words.diverged(drawing));
    return figure;
  }

  private static List<Map<String, Object>> legend(Drawing drawing) {
    List<Map<String, Object>> entries = new ArrayList<>();
    drawing
        .legend()
        .forEach((label, style) -> {
          List<Trace> traces =
              drawing
                  .lines()
                  .flatMap(axes -> axes.traces().stream())
                  .filter(trace -> trace.label().equals(label))
                  .toList();
          Trace.Seeds worst = new Trace.Seeds(0, 0);
          for (Trace trace : traces) {
            worst = trace.seeds().lost() > worst.lost() ? trace.seeds() : worst;
          }
          boolean marked = traces.stream().anyMatch(trace -> !trace.theory());
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("label", label);
          entry.put("light", style.light());
          entry.put("dark", style.dark());
          entry.put("width", style.width());
          entry.put(
              "dash",
              style.dash().lengths().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(" ")));
          entry.put("marker", marked ? style.marker().path() : "");
          entry.put("lost", Words.lost(worst));
          entries.add(entry);
        });
    return entries;
  }

  private static Map<String, Object> claim(JudgedClaim judged) {
    Judgement judgement = judged.judgement();
    boolean numbers = !judgement.relation().isEmpty();
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("id", judged.claim().id());
    claim.put("source", judged.claim().source());
    claim.put("statement", judged.claim().statement());
    claim.put("word", judgement.verdict().label());
    claim.put("icon", Verdicts.icon(judgement.verdict()));
    claim.put("measured", numbers ? Ticks.plain(judgement.measured()) : "");
    claim.put("bound", judgement.relation() + " " + Ticks.plain(judgement.bound()));
    claim.put("evidence", judgement.evidence());
    claim.put("reading", judgement.reading());
    claim.put(
        "readingHead",
        switch (judgement.verdict()) {
          case HOLDS -> "Reading:";
          case FAILS -> "It would hold:";
          case UNDECIDED -> "Undecided:";
        });
    return claim;
  }
}
