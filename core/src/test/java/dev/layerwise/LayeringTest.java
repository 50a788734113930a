package dev.layerwise;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packages depend downwards alone, and on nothing but the JDK. */
class LayeringTest {
  private static final List<String> UPWARDS =
      List.of("linalg", "random", "nn", "curvature", "optim");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.layerwise");

  @Test
  void thereIsSomethingToCheck() {
    assertThat(CORE.contain("dev.layerwise.linalg.Matrix")).isTrue();
  }

  @Test
  void nobodyDependsUpwards() {
    for (int i = 0; i < UPWARDS.size(); i++) {
      String[] above =
          UPWARDS.subList(i + 1, UPWARDS.size()).stream()
              .map(name -> "dev.layerwise." + name + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that(resideInAPackage("dev.layerwise." + UPWARDS.get(i) + ".."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(above))
            .allowEmptyShould(true)
            .check(CORE);
      }
    }
  }

  @Test
  void coreUsesTheJdkAndItselfAlone() {
    String[] core =
        UPWARDS.stream().map(name -> "dev.layerwise." + name + "..").toArray(String[]::new);
    classes()
        .that(resideInAnyPackage(core))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..").or(resideInAnyPackage(core)))
        .check(CORE);
  }

  @Test
  void blasStopsAtLinalg() {
    noClasses()
        .that(resideInAPackage("dev.layerwise.."))
        .and(
            com.tngtech.archunit.base.DescribedPredicate.not(
                resideInAPackage("dev.layerwise.linalg..")))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.layerwise.linalg.blas.Blas")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.layerwise.linalg.blas.Lapack")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void coreDoesNotReflect() {
    noClasses()
        .that(resideInAnyPackage("dev.layerwise.."))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(CORE);
  }
}
