package dev.layerwise.bench;

import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a benchmark found: {@code NAME.md} to read, {@code NAME.json} to compute with.
 *
 * @param name the benchmark's name
 * @param tables the tables
 * @param data every round's numbers
 */
record Results(String name, List<Table> tables, JsonNode data) {

  /** Prints the tables and writes both files. */
  void publish(PrintStream out, Path folder) throws IOException {
    StringBuilder page = new StringBuilder();
    for (Table table : tables) {
      page.append(table.markdown()).append('\n');
    }
    page.append(machineText()).append('\n');
    ObjectNode json = Json.object();
    json.put("benchmark", name);
    json.set("machine", machine());
    json.set("data", data);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".md"), page);
    Files.writeString(folder.resolve(name + ".json"), Json.pretty(json));
    out.println();
    out.print(page);
    out.println("\nWritten: " + folder.resolve(name + ".md") + " and .json");
  }

  private static String machineText() {
    RunFacts.Environment machine = Machine.describe(1);
    return "Machine: %s, %d cores, %s; %s; OpenBLAS %s, %s kernels (%s), one thread."
        .formatted(
            machine.cpu(),
            cores(),
            machine.os(),
            machine.jvm(),
            machine.blas().version(),
            machine.blas().kernel(),
            machine.blas().reason());
  }

  private static ObjectNode machine() {
    RunFacts.Environment machine = Machine.describe(1);
    ObjectNode json = Json.object();
    json.put("cpu", machine.cpu());
    json.put("cores", cores());
    json.put("os", machine.os());
    json.put("jvm", machine.jvm());
    json.put("openblas", machine.blas().version());
    json.put("kernel", machine.blas().kernel());
    json.put("kernelReason", machine.blas().reason());
    json.put("threads", 1);
    json.put(
        "loadAverageAtEnd", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return json;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
