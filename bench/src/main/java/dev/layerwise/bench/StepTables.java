package dev.layerwise.bench;

import dev.layerwise.optim.Phases.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The tables of the timing of optimizer steps.
 *
 * @param problem what was trained
 * @param refresh steps between two decompositions
 * @param threads threads that it had
 * @param rounds what {@link StepSide} printed, round by round
 */
record StepTables(StepProblem problem, int refresh, int threads, List<JsonNode> rounds) {
  /** What the targets are stated for. */
  private static final List<Integer> JUDGED = List.of(784, 512, 256, 10);

  private static final int JUDGED_REFRESH = 10;

  /** Widths and batches from which the counted work is to be done at the rate of a product. */
  private static final int LARGE = 512;

  private static final double OVERHEAD = 1.25;
  private static final double DECOMPOSITION_OVERHEAD = 1.10;

  /** What the PyTorch script has. */
  private static final Set<String> PEERS =
      Set.of(
          "sgd",
          "adam",
          "kfac-empirical",
          "kfac-sampled",
          "ekfac-empirical",
          "ekfac-sampled",
          "shampoo",
          "soap",
          "muon");

  /** Those that the PyTorch script has too. */
  static List<String> peers(List<StepContestant> contestants) {
    return contestants.stream().map(StepContestant::label).filter(PEERS::contains).toList();
  }

  List<Table> ours(List<StepContestant> contestants) {
    List<List<String>> steps = new ArrayList<>();
    List<List<String>> counted = new ArrayList<>();
    List<List<String>> memory = new ArrayList<>();
    for (StepContestant contestant : contestants) {
      Measured measured = new Measured(contestant.label());
      steps.add(steps(contestant, measured));
      counted.add(counted(contestant, measured));
      memory.add(memory(contestant, measured));
    }
    return List.of(stepsTable(steps), countedTable(counted), memoryTable(memory));
  }

  private String title(String what) {
    return what
        + ", batch "
        + problem.batch()
        + ", "
        + String.join("-", problem.widths().stream().map(String::valueOf).toList());
  }

  private Table stepsTable(List<List<String>> rows) {
    return new Table(
        title("A step of each optimizer"),
        List.of(
            "optimizer",
            "ms",
            "steps of SGD (min to max)",
            "target",
            Phase.FORWARD_BACKWARD.label(),
            Phase.STATISTICS.label(),
            Phase.DECOMPOSITION.label(),
            Phase.UPDATE.label()),
        rows,
        "%s, one BLAS thread; medians of blocks of %d steps, each beside a block of plain SGD, ratios pair by pair. Decompositions every %d steps. The last four columns: ms of a step."
            .formatted(
                threads == 1
                    ? "CPU time of one thread, although decompositions of different layers can run"
                        + " in parallel (--threads)"
                    : "Time that passes with " + threads + " threads",
                refresh,
                refresh));
  }

  private Table countedTable(List<List<String>> rows) {
    return new Table(
        title("Measured against counted work"),
        List.of(
            "optimizer",
            "Gflop",
            "at dgemm's rate, ms",
            "measured, ms",
            "ratio (min to max)",
            "target",
            "decomposition, ms",
            "bare LAPACK and products, ms",
            "ratio (min to max)",
            "target"),
        rows,
        "Counted: operations of a step without the decompositions; the rate is that of a product of"
            + " order 1024 beside it. Decomposition: one refresh, and the bare calls on matrices of"
            + " the same orders beside it.");
  }

  private Table memoryTable(List<List<String>> rows) {
    return new Table(
        title("Memory"),
        List.of(
            "optimizer",
            "B allocated in a step",
            "target",
            "state, numbers",
            "counted",
            "target",
            "heap, MB",
            "needed, MB"),
        rows,
        "Needed: weights, gradients, the outputs of every layer and the gradients at them, and the"
            + " counted state. Heap: what network, pass and optimizer keep, without the"
            + " batches.");
  }

  private List<String> steps(StepContestant contestant, Measured measured) {
    Spread ratio = Spread.ofRatios(measured.column("seconds"), measured.column("sgdSeconds"));
    List<String> row = new ArrayList<>();
    row.add(contestant.label());
    row.add(millis(measured.median("seconds")));
    row.add(ratio.text(2));
    row.add(
        goal(contestant)
            .map(goal ->
                Bench.target(String.format(Locale.ROOT, "≤ %.1f", goal), ratio.median() <= goal))
            .orElse(""));
    for (Phase phase : Phase.values()) {
      row.add(millis(measured.median(phase.label())));
    }
    return row;
  }

  /** The most that a step may cost in steps of SGD. */
  private Optional<Double> goal(StepContestant contestant) {
    if (!problem.widths().equals(JUDGED) || refresh != JUDGED_REFRESH) {
      return Optional.empty();
    }
    return switch (problem.batch()) {
      case 512 ->
          switch (contestant.recipe().name()) {
            case "kfac" -> Optional.of(3.0);
            case "shampoo", "soap" -> Optional.of(3.5);
            case "ekfac", "muon" -> Optional.of(4.5);
            default -> Optional.empty();
          };
      case 2048 ->
          switch (contestant.recipe().name()) {
            case "kfac", "shampoo", "soap", "muon" -> Optional.of(2.0);
            case "ekfac" -> Optional.of(3.5);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private List<String> counted(StepContestant contestant, Measured measured) {
    double flops =
        measured.number("passFlops")
            + measured.number("statisticsFlops")
            + measured.number("updateFlops");
    List<Double> rates = measured.column("dgemmGigaflops");
    List<Double> wanted = rates.stream().map(rate -> flops / rate * 1e-9).toList();
    List<Double> taken = new ArrayList<>();
    List<Double> decompositions = measured.column(Phase.DECOMPOSITION.label());
    for (int i = 0; i < decompositions.size(); i++) {
      taken.add(measured.column("seconds").get(i) - decompositions.get(i));
    }
    Spread ratio = Spread.ofRatios(taken, wanted);
    boolean judged = problem.batch() >= LARGE && problem.widths().get(1) >= LARGE;
    List<String> row = new ArrayList<>();
    row.add(contestant.label());
    row.add(String.format(Locale.ROOT, "%.2f", flops * 1e-9));
    row.add(millis(Bench.median(wanted)));
    row.add(millis(Bench.median(taken)));
    row.add(ratio.text(2));
    row.add(
        judged
            ? Bench.target(
                String.format(Locale.ROOT, "≤ %.2f", OVERHEAD), ratio.median() <= OVERHEAD)
            : "");
    row.addAll(decomposition(measured, decompositions));
    return row;
  }

  private List<String> decomposition(Measured measured, List<Double> ofStep) {
    List<Double> ofRefresh = ofStep.stream().map(seconds -> refresh * seconds).toList();
    if (measured.median("bareDecompositionSeconds") == 0) {
      return List.of(millis(Bench.median(ofRefresh)), "", "", "");
    }
    List<Double> bare = new ArrayList<>();
    List<Double> rates = measured.column("dgemmGigaflops");
    for (double seconds : measured.column("bareDecompositionSeconds")) {
      double products = measured.number("decompositionProductFlops");
      bare.add(seconds + products / rates.get(bare.size()) * 1e-9);
    }
    Spread ratio = Spread.ofRatios(ofRefresh, bare);
    return List.of(
        millis(Bench.median(ofRefresh)),
        millis(Bench.median(bare)),
        ratio.text(2),
        Bench.target(
            String.format(Locale.ROOT, "≤ %.2f", DECOMPOSITION_OVERHEAD),
            ratio.median() <= DECOMPOSITION_OVERHEAD));
  }

  private static List<String> memory(StepContestant contestant, Measured measured) {
    double bytes = measured.median("allocatedBytes");
    double state = measured.number("stateNumbers");
    double counted = measured.number("countedStateNumbers");
    return List.of(
        contestant.label(),
        String.format(Locale.ROOT, "%.0f", bytes),
        Bench.target("0", bytes == 0),
        String.format(Locale.ROOT, "%.0f", state),
        String.format(Locale.ROOT, "%.0f", counted),
        Bench.target("≤ counted", state <= counted),
        megabytes(measured.median("heapBytes")),
        megabytes(measured.number("neededBytes")));
  }

  /** Ours and theirs; theirs are the numbers that the script printed, round by round. */
  Table peer(List<StepContestant> contestants, List<JsonNode> theirs, String blas) {
    List<List<String>> rows = new ArrayList<>();
    for (String label : peers(contestants)) {
      Measured measured = new Measured(label);
      List<Double> ours = measured.medians("processCpuSeconds");
      List<Double> torch = new ArrayList<>();
      for (JsonNode round : theirs) {
        torch.add(
            round.path("batch").path("" + problem.batch()).path(label).path("median").asDouble());
      }
      Spread ratio = Spread.ofRatios(torch, ours);
      boolean judged = label.startsWith("kfac") || label.equals("soap");
      rows.add(
          List.of(
              label,
              millis(Bench.median(torch)),
              millis(Bench.median(ours)),
              ratio.text(2),
              judged ? Bench.target("> 1", ratio.median() > 1) : ""));
    }
    JsonNode first = theirs.getFirst();
    return new Table(
        title("The same steps in PyTorch"),
        List.of("optimizer", "PyTorch, ms", "ours, ms", "times as fast (min to max)", "target"),
        rows,
        ("PyTorch %s in double precision, %s; its product of order 1024 runs at %.1f GFLOP/s, ours"
                + " at %.1f. CPU time of the process for a step, one thread; both programs in turn,"
                + " %d rounds: medians, ratios pair by pair.")
            .formatted(
                first.path("torch").asString(),
                blas.equals("ours") ? "with the OpenBLAS that ours runs" : "with its own BLAS",
                first.path("dgemmGigaflops").asDouble(),
                new Measured(contestants.getFirst().label()).median("dgemmGigaflops"),
                rounds.size()));
  }

  private static String millis(double seconds) {
    double millis = seconds * 1e3;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.1f", millis);
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes * 1e-6);
  }

  /** What all rounds found of one contestant. */
  private final class Measured {
    private final List<JsonNode> found;

    Measured(String label) {
      found = rounds.stream().map(round -> round.path(label)).toList();
    }

    double number(String name) {
      return found.getFirst().path(name).asDouble();
    }

    /** One number a block, of all rounds; one number a round where there is but one. */
    List<Double> column(String name) {
      List<Double> column = new ArrayList<>();
      for (JsonNode round : found) {
        JsonNode values = round.path(name);
        if (values.isArray()) {
          values.forEach(value -> column.add(value.asDouble()));
        } else {
          column.add(values.asDouble());
        }
      }
      return column;
    }

    double median(String name) {
      return Bench.median(column(name));
    }

    /** The median of each round. */
    List<Double> medians(String name) {
      List<Double> medians = new ArrayList<>();
      for (JsonNode round : found) {
        List<Double> values = new ArrayList<>();
        round.path(name).forEach(value -> values.add(value.asDouble()));
        medians.add(Bench.median(values));
      }
      return medians;
    }
  }
}
