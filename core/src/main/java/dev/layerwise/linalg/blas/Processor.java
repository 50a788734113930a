package dev.layerwise.linalg.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Linux says of the first processor.
 *
 * @param model vendor, model name and numbers: the same for processors of one kind
 * @param flags the instruction sets
 */
record Processor(String model, Set<String> flags) {
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl");

  /** The processor of this machine; unknown where there is no such file. */
  static Processor current() {
    try {
      return parse(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException _) {
      return new Processor("unknown", Set.of());
    }
  }

  static Processor parse(List<String> cpuinfo) {
    Map<String, String> facts = new HashMap<>();
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        facts.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    String model =
        "%s, %s, family %s model %s stepping %s"
            .formatted(
                facts.get("vendor_id"),
                facts.get("model name"),
                facts.get("cpu family"),
                facts.get("model"),
                facts.get("stepping"));
    String flags = facts.getOrDefault("flags", "");
    return new Processor(model, Set.of(flags.isEmpty() ? new String[0] : distinct(flags)));
  }

  private static String[] distinct(String flags) {
    return List.of(flags.split(" +", -1)).stream().distinct().toArray(String[]::new);
  }

  /** Whether the SkylakeX kernels run here. */
  boolean hasAvx512() {
    return flags.containsAll(AVX512);
  }
}
