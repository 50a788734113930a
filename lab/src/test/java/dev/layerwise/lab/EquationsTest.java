package dev.layerwise.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/equations.md} against the code. */
final class EquationsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW =
      Pattern.compile("\\| ([^|]+) \\| .+ \\| `([\\w.]+)#(\\w+)` \\|");

  record Row(String statement, String type, String method) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/equations.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1).strip(), row.group(2), row.group(3)));
      }
    }
    return rows;
  }

  @Test
  void everyLineOfATableIsARow() throws IOException {
    long lines =
        Files.readAllLines(ROOT.resolve("docs/equations.md")).stream()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.startsWith("| statement") && !line.startsWith("| ---"))
            .count();
    assertThat(rows()).hasSize((int) lines).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theMethodLives(Row row) throws ClassNotFoundException {
    assertThat(Arrays.stream(type(row).getDeclaredMethods()).map(method -> method.getName()))
        .as("methods of %s", row.type())
        .contains(row.method());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void itsSourceCitesTheStatement(Row row) throws IOException {
    String source = Files.readString(sourceOf(row)).replaceAll("\\s*\\n\\s*\\*?\\s*", " ");
    String number = row.statement().replace("eq. ", "");
    assertThat(source).as("source of %s", row.type()).contains(number);
  }

  /** Tries shorter and shorter names as the top-level class, for nested types. */
  private static Class<?> type(Row row) throws ClassNotFoundException {
    String[] parts = row.type().split("\\.", -1);
    for (int nested = 0; nested < parts.length; nested++) {
      String outer = String.join(".", Arrays.copyOf(parts, parts.length - nested));
      String inner = "";
      for (int i = parts.length - nested; i < parts.length; i++) {
        inner += "$" + parts[i];
      }
      try {
        return Class.forName(outer + inner);
      } catch (ClassNotFoundException e) {
        if (nested == parts.length - 1) {
          throw e;
        }
      }
    }
    throw new ClassNotFoundException(row.type());
  }

  private static Path sourceOf(Row row) {
    String[] parts = row.type().split("\\.", -1);
    StringBuilder path = new StringBuilder("src/main/java");
    for (String part : parts) {
      path.append('/').append(part);
      if (Character.isUpperCase(part.charAt(0))) {
        break;
      }
    }
    path.append(".java");
    Path inCore = ROOT.resolve("core").resolve(path.toString());
    return Files.exists(inCore) ? inCore : ROOT.resolve("lab").resolve(path.toString());
  }
}
