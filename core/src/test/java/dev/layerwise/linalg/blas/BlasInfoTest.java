package dev.layerwise.linalg.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The facts of this JVM, and of others started with other settings. */
class BlasInfoTest {

  @Test
  void thisJvmRunsOpenBlasWithOneThread() {
    BlasInfo info = BlasInfo.current();
    assertThat(info.backend()).isEqualTo("OpenBLAS");
    assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(info.kernel()).isNotBlank();
    assertThat(info.kernelReason()).isNotBlank();
    assertThat(info.library().orElseThrow()).isRegularFile();
    if (System.getenv("OPENBLAS_NUM_THREADS") == null) {
      assertThat(info.threads()).isEqualTo(1);
    }
  }

  /** Prints the facts, or the sentence that explains why there are none. */
  public static final class Print {
    private Print() {}

    /** Entry of the other JVM. */
    public static void main(String[] args) {
      try {
        System.out.println(BlasInfo.current().backend());
      } catch (UnsatisfiedLinkError e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String start(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            String.join(
                File.pathSeparator,
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator, -1)),
            Print.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  @Test
  void theJavaTwinRunsWhereItIsAskedForByName() throws Exception {
    assertThat(start("-Dlayerwise.blas=java")).isEqualTo("Java");
  }

  @Test
  void anUnknownNameIsRejected() throws Exception {
    assertThat(start("-Dlayerwise.blas=mkl"))
        .isEqualTo("layerwise.blas is 'mkl'; it may be openblas (the default) or java");
  }

  @Test
  void deniedNativeAccessIsExplained() throws Exception {
    assertThat(start("--illegal-native-access=deny"))
        .isEqualTo(
            "native access is denied; start Java with --enable-native-access=dev.layerwise.core"
                + " (ALL-UNNAMED on the class path), or with -Dlayerwise.blas=java (slow)");
  }
}
