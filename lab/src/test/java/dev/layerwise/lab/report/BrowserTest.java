package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.io.File;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser. */
class BrowserTest {
  @TempDir static Path dir;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<File> chromium = onPath("chromium", "google-chrome", "chrome");
    Optional<File> driver = onPath("chromedriver");
    boolean found = chromium.isPresent() && driver.isPresent();
    if ("1".equals(System.getenv("LAYERWISE_REQUIRE_BROWSER"))) {
      assertThat(found).as("chromium and chromedriver are on the PATH").isTrue();
    }
    assumeTrue(found, "the page is not tested: chromium and chromedriver are not on the PATH");
    Path results = Files.createDirectory(dir.resolve("concurrence-fig1"));
    Report.write(results, Synthetic.input());
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + Files.createDirectory(dir.resolve("profile")));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow())
                .usingAnyFreePort()
                .build(),
            options);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void open() {
    browser.manage().window().setSize(new Dimension(1280, 1000));
    browser.get(dir.resolve("concurrence-fig1").resolve("report.html").toUri().toString());
    script("localStorage.clear()");
    browser.navigate().refresh();
  }

  @AfterEach
  void thePageHasLoggedNoErrors() {
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    List<LogEntry> entries = browser.manage().logs().get(LogType.BROWSER).getAll();
    assertThat(entries).as("console of the page").isEmpty();
  }

  @Test
  void drawsEveryCurveInEveryPanel() {
    assertThat(browser.findElements(By.cssSelector(".chart svg"))).hasSize(3);
    for (int panel = 0; panel < 3; panel++) {
      List<?> lines =
          (List<?>)
              script(
                  chart(panel)
                      + "return c.getOption().series.filter(s => s.type === 'line')"
                      + ".map(s => s.name)");
      assertThat(lines).hasSize(panel < 2 ? 13 : 12);
      assertThat(lines.stream().map(String::valueOf).toList()).containsAll(Synthetic.SERIES);
    }
  }

  @Test
  void aLegendButtonTakesItsCurveOutOfAllPanelsAndBringsItBack() {
    WebElement chip = browser.findElement(By.cssSelector("[data-curve='Adam']"));
    String colour = Palette.of(Synthetic.figure()).get("Adam").light();
    assertThat(strokes(colour)).isEqualTo(3);

    chip.click();

    assertThat(chip.getAttribute("aria-pressed")).isEqualTo("false");
    for (int panel = 0; panel < 3; panel++) {
      assertThat(script(chart(panel) + "return c.getOption().legend[0].selected['Adam']"))
          .isEqualTo(false);
      assertThat(script(chart(panel) + "return c.getOption().legend[0].selected['KFAC']"))
          .isEqualTo(true);
    }
    assertThat(strokes(colour)).isZero();

    chip.click();

    assertThat(chip.getAttribute("aria-pressed")).isEqualTo("true");
    assertThat(strokes(colour)).isEqualTo(3);
  }

  @Test
  void theLegendWorksFromTheKeyboard() {
    WebElement chip = browser.findElement(By.cssSelector("[data-curve='DFW']"));
    script("arguments[0].focus()", chip);
    chip.sendKeys(" ");
    assertThat(script(chart(1) + "return c.getOption().legend[0].selected['DFW']"))
        .isEqualTo(false);
  }

  @Test
  void axesSwitchBetweenLinearAndLogarithmic() {
    String first = "return c.getOption().series.find(s => s.id === 'line KFAC').data[0]";
    Sample start = kfac(0).samples().getFirst();
    WebElement logY = browser.findElement(By.cssSelector(".panel [data-axis='y']"));
    assertThat(labels(0)).contains("10⁰", "10⁴").doesNotContain("4×10⁵");
    assertThat(((List<?>) script(chart(0) + first)).get(1))
        .isEqualTo(Math.log10(rounded(start.mean())));

    logY.click();

    assertThat(logY.getAttribute("aria-pressed")).isEqualTo("false");
    assertThat(labels(0)).contains("4×10⁵").doesNotContain("10⁴");
    assertThat(labels(1)).contains("10⁻²");
    assertThat(((Number) ((List<?>) script(chart(0) + first)).get(1)).doubleValue())
        .isEqualTo(rounded(start.mean()));

    browser.findElement(By.cssSelector(".panel [data-axis='x']")).click();

    assertThat(labels(0)).contains("10¹", "10³");
    assertThat(script(chart(0) + first.replace("data[0]", "data.length")))
        .as("points, without iteration 0, which a logarithmic axis has not")
        .isEqualTo(100L);
  }

  @Test
  void theLineSwitchesFromMeanToMedian() {
    String last = "return c.getOption().series.find(s => s.id === 'line KFAC').data.at(-1)[1]";
    Sample end = kfac(1).samples().getLast();
    assertThat(script(chart(1) + last)).isEqualTo(Math.log10(rounded(end.mean())));
    browser.findElement(By.cssSelector("[data-centre='median']")).click();
    assertThat(script(chart(1) + last)).isEqualTo(Math.log10(rounded(end.median())));
    assertThat(rounded(end.mean())).isNotEqualTo(rounded(end.median()));
  }

  @Test
  void pointsOnTopOfATheoryHaveErrorBars() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int x = 1; x <= 3; x++) {
      for (int seed = 1; seed <= 4; seed++) {
        points.add(new Point("p", "KFAC", seed, x, x + 0.1 * seed));
      }
    }
    Axis x = new Axis("x", Spacing.LINEAR);
    Axis y = new Axis("y", Spacing.LINEAR);
    Figure.Reference theory = new Figure.Reference("theory", List.of(1.0, 3.0), List.of(1.0, 3.0));
    LinePanel panel = new LinePanel("Panel", x, y, List.of(Measured.points("p", "KFAC"), theory));
    Path folder = Files.createDirectories(dir.resolve("points"));
    Report.write(folder, one(new Figure("Points", "", List.of(panel)), points, 4));
    browser.get(folder.resolve("report.html").toUri().toString());
    String drawn = "return c.getOption().series.map(s => s.id + ' ' + s.data.length)";
    assertThat((List<?>) script(chart(0) + drawn))
        .map(Object::toString)
        .containsExactlyInAnyOrder("marks KFAC 3", "band KFAC 3", "line theory 2");
    String colour =
        Palette.of(new Figure("", "", List.of(panel))).get("KFAC").light().toLowerCase(Locale.ROOT);
    String strokes =
        "return [...document.querySelectorAll('.chart path[fill=none]')]"
            + ".filter(p => p.getAttribute('stroke').toLowerCase() === arguments[0]).length";
    assertThat(script(strokes, colour)).isEqualTo(3L);
    assertThat(browser.findElement(By.tagName("figcaption")).getText())
        .contains("Points show the mean over seeds, bars a standard deviation each way.");

    browser.findElement(By.cssSelector("[data-band]")).click();
    assertThat(script(strokes, colour)).isEqualTo(0L);
  }

  private static ReportInput one(Figure figure, List<Point> points, int seeds) {
    return new ReportInput(
        Synthetic.info(),
        new Results(points),
        List.of(figure),
        List.of(),
        Synthetic.facts(seeds),
        List.of());
  }

  @Test
  void valuesFarBelowOneAreDrawn() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int x = 0; x <= 60; x++) {
      points.add(new Point("p", "KFAC", 1, x, Math.pow(10, -x)));
    }
    Axis x = new Axis("x", Spacing.LINEAR);
    LinePanel panel =
        new LinePanel("Panel", x, new Axis("y", Spacing.LOG), List.of(new Measured("p", "KFAC")));
    ReportInput small = one(new Figure("Small", "", List.of(panel)), points, 1);
    Path folder = Files.createDirectories(dir.resolve("small"));
    Report.write(folder, small);
    browser.get(folder.resolve("report.html").toUri().toString());
    assertThat(labels(0)).contains("10⁰", "10⁻⁵⁰", "x", "y");
    String colour = Palette.of(small.figures().getFirst()).get("KFAC").light();
    Object height =
        script(
            "return document.querySelector(`.chart path[fill=none][stroke=\"${arguments[0]}\" i]`)"
                + ".getBoundingClientRect().height",
            colour);
    assertThat(((Number) height).doubleValue()).isGreaterThan(300);
  }

  @Test
  void theTooltipShowsValueBandAndSeeds() {
    script(chart(0) + "c.dispatchAction({type: 'showTip', x: 150, y: 100})");
    String tip = (String) script("return document.querySelector('.tip').textContent");
    assertThat(tip).startsWith("iteration ").contains("KFAC").contains(" – ");
    assertThat(tip).contains("9 of 10 seeds"); // NGD lost one
  }

  @Test
  void draggingZoomsAndTheButtonGoesBack() {
    String extent = "return c.getModel().getComponent('xAxis').axis.scale.getExtent()";
    List<?> whole = (List<?>) script(chart(1) + extent);
    assertThat(whole.stream().map(x -> ((Number) x).doubleValue()).toList())
        .containsExactly(0.0, 1000.0);
    WebElement chart = browser.findElements(By.cssSelector(".chart")).get(1);
    script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", chart);
    new Actions(browser)
        .moveToElement(chart, -40, -60)
        .clickAndHold()
        .moveByOffset(60, 40)
        .moveByOffset(40, 30)
        .release()
        .perform();

    List<?> zoomed = (List<?>) script(chart(1) + extent);
    assertThat(((Number) zoomed.get(0)).doubleValue()).isBetween(100.0, 500.0);
    assertThat(((Number) zoomed.get(1)).doubleValue()).isBetween(500.0, 900.0);

    browser.findElement(By.cssSelector("[data-curve='AMGD']")).click();
    browser.findElement(By.cssSelector("[data-centre='median']")).click();
    assertThat((List<?>) script(chart(1) + extent)).hasToString(zoomed.toString());

    browser.findElement(By.cssSelector("[data-reset]")).click();
    assertThat((List<?>) script(chart(1) + extent)).hasToString(whole.toString());
  }

  @Test
  void theTableOfClaimsSaysTheVerdictsInWords() {
    List<String> verdicts =
        browser.findElements(By.cssSelector(".claims tbody .badge")).stream()
            .map(WebElement::getText)
            .toList();
    assertThat(verdicts).containsExactly("holds", "fails", "holds", "undecided");
    List<WebElement> cells = browser.findElements(By.cssSelector("#claim-others-stall td"));
    assertThat(cells.get(1).getText()).contains("All other methods level off");
    assertThat(cells.get(2).getText()).contains("0.0041").contains("≥ 0.1");
    assertThat(cells.get(3).getText()).contains("It would hold: if DFW is set aside");
  }

  @Test
  void theThemeFollowsTheSystemAndTheButton() {
    Map<String, Object> dark =
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark")));
    browser.executeCdpCommand("Emulation.setEmulatedMedia", dark);
    browser.navigate().refresh();
    String night = background();
    assertThat(night).isEqualTo("rgb(15, 18, 25)");
    assertThat(strokes(Palette.of(Synthetic.figure()).get("Adam").dark())).isEqualTo(3);
    browser.findElement(By.id("theme")).click();
    assertThat(background()).isEqualTo("rgb(255, 255, 255)");
    browser.navigate().refresh();
    assertThat(background()).as("after reload").isEqualTo("rgb(255, 255, 255)");
  }

  @Test
  void aNarrowPhoneScrollsOnlyDownwards() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    browser.navigate().refresh();
    assertThat(script("return document.documentElement.clientWidth")).isEqualTo(360L);
    assertThat(script("return document.documentElement.scrollWidth")).isEqualTo(360L);
    Object lefts =
        script(
            "return new Set([...document.querySelectorAll('.chart')]"
                + ".map(e => e.getBoundingClientRect().left)).size");
    assertThat(lefts).as("panels stand one above the other").isEqualTo(1L);
  }

  @Test
  void printShowsChartsOnWhiteAndNoButtons() {
    script("localStorage.setItem('layerwise-theme', 'dark')");
    browser.navigate().refresh();
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    assertThat(background()).isEqualTo("rgb(255, 255, 255)");
    assertThat(browser.findElement(By.id("theme")).isDisplayed()).isFalse();
    assertThat(browser.findElement(By.cssSelector("[data-reset]")).isDisplayed()).isFalse();
    assertThat(browser.findElement(By.cssSelector(".chip")).isDisplayed()).isTrue();
    awaitChartsWithViewBox(browser.findElements(By.cssSelector(".chart")).size());
    assertThat(strokes(Palette.of(Synthetic.figure()).get("Adam").light())).isEqualTo(3);
    for (WebElement svg : browser.findElements(By.cssSelector(".chart svg"))) {
      assertThat(svg.getSize().getHeight()).isGreaterThan(150);
    }
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    assertThat(background()).isEqualTo("rgb(15, 18, 25)");
    awaitChartsWithViewBox(0);
  }

  /** The browser tells the page of a change of media in its own time, soon but not at once. */
  private static void awaitChartsWithViewBox(int count) {
    Object found = null;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline && !Long.valueOf(count).equals(found)) {
      found = script("return document.querySelectorAll('.chart svg[viewBox]').length");
    }
    assertThat(found).as("charts drawn at a size of their own").isEqualTo((long) count);
  }

  private static Trace kfac(int panel) {
    Drawing drawing = Drawing.of(1, Synthetic.figure(), Synthetic.results(10));
    return drawing.lines().toList().get(panel).traces().getFirst();
  }

  /** Rounds as the page's numbers are, to seven digits. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(7)).doubleValue();
  }

  private static List<String> labels(int panel) {
    return browser
        .findElements(By.cssSelector(".chart"))
        .get(panel)
        .findElements(By.cssSelector("svg text"))
        .stream()
        .map(WebElement::getText)
        .toList();
  }

  private static String background() {
    return (String) script("return getComputedStyle(document.body).backgroundColor");
  }

  /** Counts panels in which a line of the given colour is drawn. */
  private static long strokes(String colour) {
    return (Long)
        script(
            "return [...document.querySelectorAll('.chart')].filter(chart =>"
                + " chart.querySelector(`path[fill=none][stroke=\"${arguments[0]}\" i]`)).length",
            colour);
  }

  private static String chart(int panel) {
    return "const c = echarts.getInstanceByDom(document.querySelectorAll('.chart')["
        + panel
        + "]);";
  }

  private static Object script(String body, Object... arguments) {
    return browser.executeScript(body, arguments);
  }

  private static Optional<File> onPath(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(names)
        .flatMap(name ->
            Arrays.stream(path.split(File.pathSeparator, -1)).map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst();
  }
}
