package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a checkout whose JDK and Maven are scripts that say how they were called. */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path dir;
  private Path checkout;
  private Path tools;

  @BeforeEach
  void makeACheckout() throws IOException {
    checkout = Files.createDirectories(dir.resolve("check out"));
    tools = Files.createDirectories(dir.resolve("tools"));
    Files.copy(Path.of("..", "layerwise"), checkout.resolve("layerwise"));
    assertThat(checkout.resolve("layerwise").toFile().setExecutable(true)).isTrue();
    for (String module : List.of("bom", "core", "lab")) {
      Files.createDirectories(checkout.resolve(module).resolve("src/main/java"));
      Files.writeString(checkout.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    // Older than any build, as in a clone that was made a while ago.
    try (var files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
      }
    }
    script(
        tools.resolve("mvn"),
        """
        if [ "$2" = -v ]; then echo "Apache Maven ${FAKE_MAVEN-3.8.7} (x)"; exit; fi
        echo "JAVA_HOME=$JAVA_HOME mvn $*"
        sleep "${FAKE_SECONDS-0}"
        echo built >>"$FAKE_COUNT"
        touch lab/target/layerwise-lab.jar
        """);
    jdk("jdk 25", "25.0.3");
  }

  @Test
  void withoutAnyJdkItSaysHowToGetOne() throws Exception {
    Told told = launch(Map.of("LAYERWISE_JDKS", ""), "list");
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.out()).isEmpty();
    assertThat(told.err())
        .matches(
            "(?s)layerwise: needs JDK 25 or newer and finds none( \\(found \\d+ in \\S+\\))?\\.\n"
                + "  Debian, Ubuntu:  sudo apt install openjdk-25-jdk\n"
                + ".*Then run this again; if the JDK is in an unusual folder, set JAVA_HOME to"
                + " it\\.\n");
  }

  @Test
  void anOldJdkIsNamed() throws Exception {
    Path old = jdk("old", "21.0.8");
    Told told = launch(Map.of("LAYERWISE_JDKS", "", "JAVA_HOME", old.toString()), "list");
    assertThat(told.status()).isEqualTo(3);
    Told named = launch(Map.of("LAYERWISE_JDKS", old.toString()), "list");
    assertThat(named.err())
        .startsWith("layerwise: needs JDK 25 or newer and finds none (found 21 in " + old + ").\n");
  }

  @Test
  void anOldJdkIsPassedOverForANewerOne() throws Exception {
    Path old = jdk("old", "1.8.0_402");
    Told told =
        launch(
            Map.of(
                "JAVA_HOME", old.toString(), "LAYERWISE_JDKS", old + ":" + dir.resolve("jdk 25")),
            "list");
    assertThat(told.status()).isZero();
    assertThat(told.out()).startsWith(dir.resolve("jdk 25") + "/bin/java");
  }

  @Test
  void itBuildsOnFirstUseSayingSoAndPassesTheArgumentsOn() throws Exception {
    Told told = launch(Map.of(), "reproduce", "two words", "--out", "");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.err())
        .isEqualTo(
            "layerwise: building (only this first time; a minute, or more to download the"
                + " libraries) ...\n");
    assertThat(told.out())
        .startsWith(dir.resolve("jdk 25") + "/bin/java\n")
        .contains("\n--enable-native-access=ALL-UNNAMED\n", "\n-Dlayerwise.tty.out=false\n")
        .endsWith(
            "\n-jar\n"
                + checkout.toRealPath()
                + "/lab/target/layerwise-lab.jar\nreproduce\ntwo words\n--out\n\n");
    assertThat(checkout.resolve("lab/target/layerwise-build.log"))
        .content()
        .startsWith("JAVA_HOME=" + dir.resolve("jdk 25") + " mvn -B -q -pl lab -am package ");
  }

  @Test
  void itBuildsAgainOnlyAfterASourceChanged() throws Exception {
    launch(Map.of(), "list");
    assertThat(launch(Map.of(), "list").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    Files.writeString(checkout.resolve("core/src/main/java/New.java"), "class New {}");
    Files.setLastModifiedTime(
        checkout.resolve("lab/target/layerwise-build.stamp"),
        FileTime.from(Instant.now().minusSeconds(50)));
    assertThat(launch(Map.of(), "list").err())
        .isEqualTo("layerwise: building again, since sources have changed ...\n");
    assertThat(builds()).isEqualTo(2);
    assertThat(launch(Map.of(), "list").err()).isEmpty();
  }

  @Test
  void laterStartsReadWhatTheBuildRemembered() throws Exception {
    String cache = checkout.toRealPath() + "/lab/target/layerwise-starts.aot";
    assertThat(launch(Map.of(), "list").out()).contains("\n-XX:AOTCache=" + cache + "\n");
    Files.delete(Path.of(cache));
    assertThat(launch(Map.of(), "list").out()).doesNotContain("AOTCache").contains("-jar\n");
  }

  @Test
  void nothingDependsOnWhatTheBuildRemembers() throws Exception {
    script(
        dir.resolve("jdk 25/bin/java"),
        "case $* in *AOTCacheOutput*) exit 1 ;; esac; printf '%s\\n' \"$@\"");
    Told told = launch(Map.of(), "list");
    assertThat(told.status()).isZero();
    assertThat(told.out()).doesNotContain("AOTCache").endsWith(".jar\nlist\n");
  }

  @Test
  void theCollectorIsTheUsersIfTheyNameOne() throws Exception {
    assertThat(launch(Map.of(), "list").out()).contains("\n-XX:+UseSerialGC\n");
    assertThat(launch(Map.of("LAYERWISE_JAVA_OPTS", "-XX:+UseZGC"), "list").out())
        .contains("\n-XX:+UseZGC\n")
        .doesNotContain("UseSerialGC");
  }

  @Test
  void itWorksThroughASymbolicLinkFromAnotherFolder() throws Exception {
    Path link = dir.resolve("lw");
    Files.createSymbolicLink(link, Path.of("check out", "layerwise"));
    Path second = Files.createSymbolicLink(tools.resolve("lw"), link);
    Told told = told(process(second, dir, Map.of(), "list").start());
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("-jar\n" + checkout.toRealPath() + "/lab/target/layerwise-lab.jar\nlist\n");
  }

  @Test
  void twoLaunchesAtOnceBuildOnce() throws Exception {
    Map<String, String> slow = Map.of("FAKE_SECONDS", "2");
    Process first = process(checkout.resolve("layerwise"), dir, slow, "list").start();
    Process second = process(checkout.resolve("layerwise"), dir, slow, "list").start();
    assertThat(told(first).status() + told(second).status()).isZero();
    assertThat(builds()).isEqualTo(1);
    assertThat(checkout.resolve("target")).isEmptyDirectory();
  }

  @Test
  void theLockOfAKilledLaunchIsTakenOver() throws Exception {
    Path lock = Files.createDirectories(checkout.resolve("target/layerwise-build.lock"));
    Process gone = new ProcessBuilder("true").start();
    assertThat(gone.waitFor()).isZero();
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertThat(launch(Map.of(), "list").status()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aFailingBuildShowsWhyAndIsTriedAgain() throws Exception {
    script(tools.resolve("mvn"), "echo '[ERROR] Foo.java:3: no such thing'; exit 1");
    script(checkout.resolve("mvnw"), "echo '[ERROR] Foo.java:3: no such thing'; exit 1");
    Told told = launch(Map.of(), "list");
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.out()).isEmpty();
    assertThat(told.err())
        .endsWith(
            "[ERROR] Foo.java:3: no such thing\n"
                + "layerwise: the build failed; all of its output is in "
                + checkout.toRealPath()
                + "/lab/target/layerwise-build.log\n");
    assertThat(checkout.resolve("target")).isEmptyDirectory();
    assertThat(launch(Map.of(), "list").status()).isEqualTo(3);
  }

  @Test
  void anOldMavenIsPassedOverForTheWrapper() throws Exception {
    script(
        checkout.resolve("mvnw"),
        "echo wrapper >>\"$FAKE_COUNT\"; touch lab/target/layerwise-lab.jar");
    launch(Map.of("FAKE_MAVEN", "3.6.3"), "list");
    assertThat(Files.readString(dir.resolve("count"))).isEqualTo("wrapper\n");
  }

  private Told launch(Map<String, String> environment, String... args) throws Exception {
    return told(process(checkout.resolve("layerwise"), dir, environment, args).start());
  }

  private ProcessBuilder process(
      Path launcher, Path from, Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    builder.environment().put("FAKE_COUNT", dir.resolve("count").toString());
    builder.environment().put("LAYERWISE_JDKS", dir.resolve("jdk 25").toString());
    builder.environment().putAll(environment);
    return builder;
  }

  private static Told told(Process process) throws Exception {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Told(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private int builds() throws IOException {
    return Files.readAllLines(dir.resolve("count")).size();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        home.resolve("bin/java"),
        """
        for option; do
          case $option in
            -XX:AOTCacheOutput=*) echo cache >"${option#*=}"; exit ;;
          esac
        done
        printf '%s\\n' "$0" "$@"
        """);
    script(home.resolve("bin/javac"), "exit 1");
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
