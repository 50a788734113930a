package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/optimizers} is what the catalogue says. With the system property {@value #WRITE} the
 * pages are written instead.
 */
final class OptimizerPagesTest {
  static final String WRITE = "layerwise.writeDocs";
  private static final Path FOLDER = Path.of("..", "docs", "optimizers");

  @Test
  void theDocumentationIsWhatTheCatalogueSays() throws IOException {
    Map<String, String> pages = OptimizerPages.of(Recipes.all());
    if (Boolean.getBoolean(WRITE)) {
      write(pages);
    }
    assertThat(files()).as("write them with -D" + WRITE).isEqualTo(pages.keySet());
    for (Map.Entry<String, String> page : pages.entrySet()) {
      assertThat(Files.readString(FOLDER.resolve(page.getKey())))
          .as("%s; write it with -D%s", page.getKey(), WRITE)
          .isEqualTo(page.getValue());
    }
  }

  private static void write(Map<String, String> pages) throws IOException {
    Files.createDirectories(FOLDER);
    for (String file : files()) {
      Files.delete(FOLDER.resolve(file));
    }
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
    }
  }

  private static Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void aPageNamesEverySettingWithItsDefault() {
    Map<String, String> pages = OptimizerPages.of(Recipes.all());
    for (Recipe recipe : Recipes.all()) {
      String page = pages.get(recipe.name() + ".md");
      assertThat(page).startsWith("# " + recipe.title() + "\n").contains(recipe.source());
      recipe
          .settings()
          .forEach(setting -> assertThat(page).contains("| `" + setting.name() + "` |"));
    }
  }

  @Test
  void costsAreComparedWithForwardAndBackward() {
    OptimizerFacts facts = OptimizerFacts.of(Recipes.named("sgd"), OptimizerFacts.USUAL);
    // 6 · 512 · 256 · 785
    assertThat(facts.costs()).containsEntry("forward and backward", "617 M flops");
  }
}
