package dev.layerwise.lab;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Inside the laboratory data flows one way, too. */
final class LabLayeringTest {
  private static final String LAB = "dev.layerwise.lab";

  @Test
  void packagesDependOnlyOnThoseBelow() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(LAB);
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("lab")
        .definedBy(LAB)
        .layer("task")
        .definedBy(LAB + ".task..")
        .layer("run")
        .definedBy(LAB + ".run..")
        .layer("theory")
        .definedBy(LAB + ".theory..")
        .layer("data")
        .definedBy(LAB + ".data..")
        .layer("train")
        .definedBy(LAB + ".train..")
        .layer("sweep")
        .definedBy(LAB + ".sweep..")
        .layer("report")
        .definedBy(LAB + ".report..")
        .layer("conformance")
        .definedBy(LAB + ".conformance..")
        .layer("experiments")
        .definedBy(LAB + ".experiments..")
        .layer("cli")
        .definedBy(LAB + ".cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("experiments")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("conformance")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("sweep")
        .mayOnlyBeAccessedByLayers("experiments", "cli")
        .whereLayer("theory")
        .mayOnlyBeAccessedByLayers("experiments", "cli")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("sweep", "experiments", "cli")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("theory", "train", "sweep", "experiments", "cli")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers(
            "theory", "data", "train", "sweep", "report", "conformance", "cli")
        .whereLayer("task")
        .mayOnlyBeAccessedByLayers("sweep", "experiments")
        .check(classes);
  }
}
