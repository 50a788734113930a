package dev.layerwise.linalg.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelChoiceTest {
  private static final Processor AVX512 = processor("avx512f avx512dq avx512cd avx512bw avx512vl");
  private static final Processor AVX2 = processor("avx2");

  @TempDir Path folder;
  private CacheFolder cache;

  @BeforeEach
  void open() {
    cache = new CacheFolder(folder, true);
  }

  private static Processor processor(String flags) {
    return Processor.parse(
        List.of(
            "processor\t: 0",
            "vendor_id\t: Maker",
            "model name\t: Chip 9",
            "cpu family\t: 26",
            "model\t\t: 2",
            "stepping\t: 1",
            "flags\t\t: fpu " + flags + " sse fpu",
            "",
            "processor\t: 1",
            "model name\t: Another"));
  }

  /** Answers once: a second measurement fails the test. */
  private static final class Once implements KernelChoice.Measurement {
    private final String detected;
    private final double speed;
    private int asked;

    Once(String detected, double speed) {
      this.detected = detected;
      this.speed = speed;
    }

    @Override
    public String detected() {
      return detected;
    }

    @Override
    public double speed(String candidate) {
      assertThat(candidate).isEqualTo("SKYLAKEX");
      assertThat(++asked).isEqualTo(1);
      return speed;
    }
  }

  private KernelChoice choose(Once measurement) {
    return KernelChoice.of(null, AVX512, "library-1", cache, measurement);
  }

  @Test
  void theFirstProcessorIsRead() {
    assertThat(AVX512.model()).isEqualTo("Maker, Chip 9, family 26 model 2 stepping 1");
    assertThat(AVX512.hasAvx512()).isTrue();
    assertThat(AVX2.hasAvx512()).isFalse();
  }

  @Test
  void aClearlyFasterKernelIsChosenOnceAndKept() {
    KernelChoice first = choose(new Once("Haswell", 1.8));
    assertThat(first.coreType()).contains("SKYLAKEX");
    assertThat(first.reason())
        .isEqualTo("measured once on this processor: SkylakeX is 1.80 times as fast as Haswell");
    assertThat(choose(new Once("Haswell", 0.5))).isEqualTo(first);
  }

  @Test
  void aKernelWithinTheMarginIsNotChosenAndThatIsKept() {
    KernelChoice first = choose(new Once("Haswell", 1.19));
    assertThat(first.coreType()).isEmpty();
    assertThat(first.reason())
        .isEqualTo(
            "measured once on this processor: SkylakeX is 1.19 times as fast as Haswell, less than"
                + " the 1.2 that a change needs");
    assertThat(choose(new Once("Haswell", 9))).isEqualTo(first);
  }

  @Test
  void anotherLibraryIsMeasuredAgain() {
    choose(new Once("Haswell", 1.1));
    assertThat(
            KernelChoice.of(null, AVX512, "library-2", cache, new Once("Haswell", 1.5)).coreType())
        .contains("SKYLAKEX");
  }

  @Test
  void aDetectedAvx512KernelStays() {
    KernelChoice choice = choose(new Once("Cooperlake", 9));
    assertThat(choice.coreType()).isEmpty();
    assertThat(choice.reason()).isEqualTo("OpenBLAS's own choice, with AVX-512");
  }

  @Test
  void aProcessorWithoutAvx512IsNotMeasured() {
    KernelChoice choice = KernelChoice.of(null, AVX2, "l", cache, new Once("Haswell", 9));
    assertThat(choice)
        .isEqualTo(
            new KernelChoice(
                Optional.empty(), "OpenBLAS's own choice; the processor has no AVX-512"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theUserDecides() {
    assertThat(KernelChoice.of("ZEN", AVX512, "l", cache, new Once("Haswell", 9)))
        .isEqualTo(new KernelChoice(Optional.empty(), "OPENBLAS_CORETYPE is set to ZEN"));
  }

  @Test
  void whatCannotBeKeptIsNotMeasured() {
    CacheFolder gone = new CacheFolder(folder, false);
    assertThat(KernelChoice.of(null, AVX512, "l", gone, new Once("Haswell", 9)).reason())
        .isEqualTo("OpenBLAS's own choice; not measured, because no cache folder can be written");
  }

  @Test
  void aDamagedFindingIsMeasuredAgain() throws IOException {
    choose(new Once("Haswell", 1.1));
    for (String damage : List.of("", "coreType=SKYLAKEX\n", "for=\\uZZZZ")) {
      try (var files = Files.list(folder)) {
        Files.writeString(files.toList().getFirst(), damage, StandardCharsets.ISO_8859_1);
      }
      assertThat(choose(new Once("Haswell", 1.5)).coreType()).contains("SKYLAKEX");
    }
  }

  @Test
  void aMeasurementThatFailsLeavesTheDefault() {
    KernelChoice.Measurement failing =
        new KernelChoice.Measurement() {
          @Override
          public String detected() throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public double speed(String candidate) {
            return 9;
          }
        };
    assertThat(KernelChoice.of(null, AVX512, "l", cache, failing))
        .isEqualTo(
            new KernelChoice(
                Optional.empty(), "OpenBLAS's own choice; measuring failed: disk full"));
  }

  /** Loads copies with two kernels beside the library in use, which must not notice. */
  @Test
  void aTrialMeasuresAndLeavesNothingBehind() throws IOException {
    Platform platform = Platform.current();
    org.junit.jupiter.api.Assumptions.assumeTrue(platform.name().equals("linux-x86_64"));
    String before = BlasInfo.current().kernel();
    List<Path> files =
        NativeFiles.extract(platform, KernelChoiceTest.class.getClassLoader(), cache);
    KernelTrial trial = new KernelTrial(platform, files.getLast());
    // Every x86-64 processor has the SSE3 kernels, and none is ten times as fast with them.
    assertThat(trial.speed("PRESCOTT")).isBetween(0.005, 10.0);
    if (System.getenv("OPENBLAS_CORETYPE") == null) {
      assertThat(trial.detected()).isNotEqualToIgnoringCase("Prescott");
    }
    try (var left = Files.list(files.getLast().getParent())) {
      assertThat(left).hasSameSizeAs(files);
    }
    assertThat(OpenBlasLibrary.SYMBOLS.coreName()).isEqualTo(before);
  }
}
