package dev.layerwise.linalg.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library comes from and where it goes. */
class LibraryFilesTest {
  private static final Platform HERE = Platform.current();
  private static final ClassLoader LOADER = LibraryFilesTest.class.getClassLoader();

  @TempDir Path folder;

  @Test
  void extractedFilesEqualTheResources() throws IOException {
    List<Path> files = NativeFiles.extract(HERE, LOADER, new CacheFolder(folder, true));
    assertThat(files).hasSameSizeAs(HERE.files());
    for (int i = 0; i < files.size(); i++) {
      URL resource = LOADER.getResource(HERE.resourceFolder() + HERE.files().get(i));
      try (var in = resource.openStream()) {
        assertThat(Files.readAllBytes(files.get(i))).isEqualTo(in.readAllBytes());
      }
    }
    try (var left = Files.list(files.getFirst().getParent())) {
      assertThat(left).hasSameSizeAs(HERE.files());
    }
  }

  @Test
  void aDamagedFileIsWrittenAgainAndASoundOneIsNot() throws IOException {
    CacheFolder cache = new CacheFolder(folder, true);
    List<Path> files = NativeFiles.extract(HERE, LOADER, cache);
    Path library = files.getLast();
    byte[] sound = Files.readAllBytes(library);
    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);
    Object key = Files.getLastModifiedTime(files.getFirst());
    NativeFiles.extract(HERE, LOADER, cache);
    assertThat(Files.readAllBytes(library)).isEqualTo(sound);
    assertThat((Object) Files.getLastModifiedTime(files.getFirst())).isEqualTo(key);

    Files.write(library, new byte[] {1, 2, 3});
    NativeFiles.extract(HERE, LOADER, cache);
    assertThat(Files.readAllBytes(library)).isEqualTo(sound);
  }

  @Test
  void aMissingResourceIsNamedWithItsArtifact() throws IOException {
    try (URLClassLoader empty =
        new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> NativeFiles.extract(HERE, empty, new CacheFolder(folder, true)))
          .isInstanceOf(UnsatisfiedLinkError.class)
          .hasMessage(
              HERE.resourceFolder()
                  + HERE.files().getFirst()
                  + " is not on the class path; add org.bytedeco:openblas with classifier "
                  + HERE.name()
                  + ", or run with -Dlayerwise.blas=java (slow)");
    }
  }

  @Test
  void platformsAreNamedAsTheBinariesAre() {
    assertThat(Platform.of("Linux", "amd64").name()).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64").name()).isEqualTo("linux-arm64");
    assertThat(Platform.of("Mac OS X", "aarch64").name()).isEqualTo("macosx-arm64");
    assertThat(Platform.of("Windows 11", "amd64").name()).isEqualTo("windows-x86_64");
  }

  @Test
  void everyPlatformsLibrariesAreOnTheClassPath() {
    for (Platform platform :
        List.of(
            Platform.of("Linux", "amd64"),
            Platform.of("Linux", "aarch64"),
            Platform.of("Mac OS X", "aarch64"),
            Platform.of("Windows 11", "amd64"))) {
      for (String file : platform.files()) {
        assertThat(LOADER.getResource(platform.resourceFolder() + file))
            .as(platform.name() + " " + file)
            .isNotNull();
      }
    }
  }

  @Test
  void anUnsupportedPlatformIsToldWhatThereIs() {
    assertThatThrownBy(() -> Platform.of("SunOS", "sparcv9"))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessage(
            "OpenBLAS has no binary for sunos-sparcv9 (there are linux-arm64, linux-x86_64,"
                + " macosx-arm64, windows-x86_64); -Dlayerwise.blas=java runs anywhere, slowly");
  }

  @Test
  void theCacheIsWhereThePlatformHasCaches() {
    Path own = folder.resolve("own");
    Path xdg = folder.resolve("xdg");
    Path home = folder.resolve("home");
    assertThat(preferred(Map.of("LAYERWISE_CACHE", own + "", "XDG_CACHE_HOME", xdg + ""), "Linux"))
        .contains(own);
    assertThat(preferred(Map.of("XDG_CACHE_HOME", xdg + ""), "Linux"))
        .contains(xdg.resolve("layerwise"));
    assertThat(preferred(Map.of(), "Linux")).contains(home.resolve(".cache").resolve("layerwise"));
    assertThat(preferred(Map.of("XDG_CACHE_HOME", "relative"), "Linux"))
        .contains(home.resolve(".cache").resolve("layerwise"));
    assertThat(preferred(Map.of(), "Mac OS X"))
        .contains(home.resolve("Library").resolve("Caches").resolve("layerwise"));
    assertThat(preferred(Map.of("LOCALAPPDATA", xdg + ""), "Windows 11"))
        .contains(xdg.resolve("layerwise"));
  }

  private Optional<Path> preferred(Map<String, String> environment, String osName) {
    return CacheFolder.preferred(environment::get, osName, folder.resolve("home").toString());
  }

  @Test
  void aFolderThatCannotBeWrittenGivesATemporaryOne() throws IOException {
    Path file = Files.writeString(folder.resolve("a file"), "in the way");
    CacheFolder cache = CacheFolder.open(Optional.of(file.resolve("below")));
    assertThat(cache.lasting()).isFalse();
    assertThat(cache.path()).isDirectory().isNotEqualTo(file);
    Files.delete(cache.path());
    assertThat(CacheFolder.open(Optional.of(folder.resolve("new"))))
        .isEqualTo(new CacheFolder(folder.resolve("new"), true));
  }
}
