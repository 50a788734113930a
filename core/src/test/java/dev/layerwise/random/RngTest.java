package dev.layerwise.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RngTest {
  private static final long SEED = 20260401;

  private static long[] words(Rng rng, int count) {
    long[] words = new long[count];
    Arrays.setAll(words, i -> rng.nextLong());
    return words;
  }

  private static double[] gaussians(Rng rng, int count) {
    double[] g = new double[count];
    rng.fillGaussian(g);
    return g;
  }

  private static double[] signs(Rng rng, int count) {
    double[] s = new double[count];
    rng.fillSigns(s);
    return s;
  }

  private static long signBits(Rng rng) {
    long[] bits = new long[1];
    rng.fillBits(bits);
    return bits[0];
  }

  /** Values of a separate program in Python, from the formulas of the documentation. */
  @Test
  void wordsAreTheRecordedOnes() {
    Rng root = Rng.of(SEED);
    Rng data = root.stream("data");
    assertThat(words(root, 2)).containsExactly(0x1fce367a683b15ddL, 0x8d1279908ac7d96dL);
    assertThat(words(data, 2)).containsExactly(0xf7749a2d6b92bfd9L, 0x49f37b1e6fa4f1c1L);
    assertThat(words(data.stream("batch", -3), 2))
        .containsExactly(0xa437a1c8ac692268L, 0x319ed5a83c82ea35L);
    assertThat(words(root.stream("naïve 𝔾aussian"), 2))
        .containsExactly(0xb1e05b51d7a8719eL, 0x3e25a56ecd2d8cc3L);
    long[] bits = new long[2];
    data.fillBits(bits);
    assertThat(bits).containsExactly(0x30685c73fddf809bL, 0xad745b7708b858dbL);
  }

  /** Normals of this version, the last bits included; Python's, to 50 digits, agree to 2e-16. */
  @Test
  void normalsAndUniformsAreTheRecordedOnesInterpretedAndCompiled() {
    double[] recorded = {
      1.200441574237401, 1.6583160489014093, 0.9054581450191834, -0.1660944425072201,
      -1.2007304731646984, 0.3759120440522773, -0.2621873857722698, -0.50328456341184,
      -1.1010667208187113
    };
    int[] at = {0, 1, 2, 255, 256, 257, 511, 512, 1300};
    for (int round = 0; round < 4000; round++) {
      double[] g = gaussians(Rng.of(SEED).stream("data"), 1301);
      if (round % 1000 < 3) {
        assertThat(Arrays.stream(at).mapToDouble(i -> g[i]).toArray()).containsExactly(recorded);
      }
    }
    Rng data = Rng.of(SEED).stream("data");
    assertThat(new double[] {data.nextUniform(), data.nextUniform(), data.nextUniform()})
        .containsExactly(0.9666229592217616, 0.2888714741999542, 0.2313224024187045);
  }

  @Test
  void theSameNamesGiveTheSameStream() {
    Supplier<Rng> same = () -> Rng.of(7).stream("init").stream("layer", 3);
    assertThat(words(same.get(), 11)).containsExactly(words(same.get(), 11));
    assertThat(gaussians(same.get(), 11)).containsExactly(gaussians(same.get(), 11));
  }

  @Test
  void everyOtherNameIndexOrSeedGivesAnotherStream() {
    Rng root = Rng.of(7);
    Rng[] streams = {
      root,
      Rng.of(8),
      root.stream("a"),
      root.stream("aa"),
      root.stream("a\0"),
      root.stream("b"),
      root.stream("a", 0),
      root.stream("a", 1),
      root.stream("a", -1),
      root.stream("a").stream("a"),
      root.stream("abcd"),
      root.stream("abcde"),
      root.stream("abc").stream("d"),
      root.stream("abcd", 1).stream("abcd", 2),
      root.stream("abcd", 2).stream("abcd", 1),
    };
    assertThat(Arrays.stream(streams).map(Rng::nextLong)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(streams).map(Rng::nextGaussian)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(streams).map(RngTest::signBits)).doesNotHaveDuplicates();
  }

  @Test
  void aStreamDoesNotDependOnWhatItsParentHasDrawn() {
    Rng fresh = Rng.of(7);
    Rng used = Rng.of(7);
    used.nextLong();
    gaussians(used, 1001);
    signs(used, 65);
    used.stream("other").nextLong();
    assertThat(words(used.stream("data"), 7)).containsExactly(words(fresh.stream("data"), 7));
  }

  @Test
  void drawsOfOneKindDoNotMoveTheOthers() {
    Rng plain = Rng.of(7);
    Rng mixed = Rng.of(7);
    double[] g = new double[700];
    for (int i = 0; i < g.length; i++) {
      mixed.nextUniform();
      mixed.nextSign();
      g[i] = mixed.nextGaussian();
    }
    assertThat(g).containsExactly(gaussians(plain, g.length));
  }

  /** Requests are cut at random, up to several blocks long, and mixed with single draws. */
  @Test
  void drawsDoNotDependOnHowRequestsAreCut() {
    int n = 20_011;
    SplittableRandom cuts = new SplittableRandom(5);
    Rng whole = Rng.of(7);
    Rng pieces = Rng.of(7);
    double[] uniforms = new double[n];
    whole.fillUniform(uniforms);
    double[] g = new double[n];
    double[] s = new double[n];
    double[] u = new double[n];
    for (int at = 0; at < n; ) {
      int to = Math.min(n, at + cuts.nextInt(cuts.nextBoolean() ? 9 : 2000));
      pieces.fillGaussian(g, at, to);
      pieces.fillSigns(s, at, to);
      pieces.fillUniform(u, at, to);
      at = to;
      if (at < n) {
        g[at] = pieces.nextGaussian();
        s[at] = pieces.nextSign();
        u[at] = pieces.nextUniform();
        at++;
      }
    }
    assertThat(g).containsExactly(gaussians(whole, n));
    assertThat(s).containsExactly(signs(whole, n));
    assertThat(u).containsExactly(uniforms);
    assertThat(pieces.state()).isEqualTo(whole.state());
  }

  @Test
  void bitsAreTheSignsPackedWhereverTheyStart() {
    for (int start : new int[] {0, 1, 63, 64, 130}) {
      Rng asSigns = Rng.of(9);
      Rng asBits = Rng.of(9);
      signs(asSigns, start);
      signs(asBits, start);
      long[] bits = new long[301];
      asBits.fillBits(bits);
      double[] s = signs(asSigns, 64 * bits.length);
      for (int i = 0; i < s.length; i++) {
        assertThat(1 - 2.0 * ((bits[i / 64] >>> (i % 64)) & 1)).isEqualTo(s[i]);
      }
      assertThat(asBits.state()).isEqualTo(asSigns.state());
    }
  }

  @Test
  void fillsLeaveTheRestOfTheArrayAlone() {
    double[] a = new double[9];
    Rng rng = Rng.of(7);
    rng.fillGaussian(a, 3, 5);
    rng.fillUniform(a, 5, 6);
    rng.fillSigns(a, 6, 7);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i] != 0).isEqualTo(i >= 3 && i < 7);
    }
    rng.fillGaussian(a, 9, 9);
    rng.fillBits(new long[0]);
    assertThat(rng.state().normals()).isEqualTo(2);
  }

  @Test
  void aRestoredStreamContinuesBitForBit() {
    Rng rng = Rng.of(7).stream("data", 5);
    gaussians(rng, 777);
    signs(rng, 77);
    rng.nextInt(7);
    rng.nextChiSquared(3);
    Rng restored = Rng.restore(rng.state());
    assertThat(gaussians(restored, 600)).containsExactly(gaussians(rng, 600));
    assertThat(signs(restored, 99)).containsExactly(signs(rng, 99));
    assertThat(words(restored, 9)).containsExactly(words(rng, 9));
    assertThat(restored.stream("x").nextLong()).isEqualTo(rng.stream("x").nextLong());
    assertThat(restored.permutation(19)).containsExactly(rng.permutation(19));
    assertThat(restored.nextChiSquared(0.5)).isEqualTo(rng.nextChiSquared(0.5));
    assertThat(restored.toString()).isEqualTo(rng.toString());
  }

  @Test
  void textNamesKeyAndPositions() {
    Rng data = Rng.of(SEED).stream("data");
    data.nextLong();
    data.nextGaussian();
    assertThat(data)
        .hasToString("Rng[key=96383003f615159731c0a442df920adc, words=1, signs=0, normals=1]");
  }

  @Test
  void wrongArgumentsAreNamed() {
    Rng rng = Rng.of(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.nextInt(0))
        .withMessage("Rng.nextInt: bound is 0, must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.permutation(-2))
        .withMessage("Rng.permutation: n is -2, must be at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.nextChiSquared(0))
        .withMessage("Rng.nextChiSquared: dof is 0.0, must be positive and finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.nextChiSquared(Double.NaN))
        .withMessage("Rng.nextChiSquared: dof is NaN, must be positive and finite");
    String noName =
        "Rng.stream: the name is empty; name the stream after what it feeds, such as \"data\"";
    assertThatIllegalArgumentException().isThrownBy(() -> rng.stream("")).withMessage(noName);
    assertThatIllegalArgumentException().isThrownBy(() -> rng.stream("", 1)).withMessage(noName);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.fillGaussian(new double[10], 3, 12))
        .withMessage(
            "Rng.fillGaussian: range [3, 12) does not fit an array of length 10;"
                + " need 0 ≤ from ≤ to ≤ 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.fillUniform(new double[10], -1, 2))
        .withMessageStartingWith("Rng.fillUniform: range [-1, 2) ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rng.fillSigns(new double[10], 3, 2))
        .withMessageStartingWith("Rng.fillSigns: range [3, 2) ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rng.State(1, 2, 3, -4, 5))
        .withMessage(
            "Rng.State: positions are words 3, signs -4, normals 5; each must be at least 0");
  }

  @Test
  void aStreamThatIsTurnedIsTheOtherOneFromItsBeginning() {
    Rng parent = Rng.of(7).stream("curvature");
    Rng turned = Rng.of(8);
    turned.nextGaussian();
    turned.nextSign();
    turned.nextLong();
    for (long t = 1; t <= 3; t++) {
      Rng fresh = parent.stream("labels", t);
      assertThat(turned.setToStream(parent, "labels", t).state()).isEqualTo(fresh.state());
      assertThat(turned.nextLong()).isEqualTo(fresh.nextLong());
      assertThat(turned.nextSign()).isEqualTo(fresh.nextSign());
      assertThat(turned.nextGaussian()).isEqualTo(fresh.nextGaussian());
      assertThat(turned.stream("x").nextLong()).isEqualTo(fresh.stream("x").nextLong());
    }
  }
}
