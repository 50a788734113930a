package dev.layerwise.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalBlockTest {
  private static final int PAIRS = WordSource.CHUNK;
  private static final long ANGLE_ZERO = 2; // t = 2⁻⁵⁴, the positive cosine

  /** The same map by StrictMath, whose functions are good to one unit in the last place. */
  private static double radius(long word) {
    double v = (double) ((word >>> 2) | 1);
    // log1p where u is near 1, as the logarithm of a rounded u would lose the digits
    double u = v * 0x1p-62;
    double logarithm = u > 0.5 ? StrictMath.log1p((v - 0x1p62) * 0x1p-62) : StrictMath.log(u);
    return Math.sqrt(Math.abs(2 * logarithm));
  }

  private static double angle(long word) {
    return Math.PI * (((word >> 11) + 0.5) * 0x1p-53);
  }

  private static double[] map(long[] radiusWords, long[] angleWords) {
    double[] out = new double[NormalBlock.SIZE];
    Scratch.ofThread().normals.map(radiusWords, angleWords, out, 0);
    return out;
  }

  private static double radiusByBlock(long word) {
    long[] angles = new long[PAIRS];
    Arrays.fill(angles, ANGLE_ZERO);
    long[] words = new long[PAIRS];
    words[3] = word;
    return map(words, angles)[3];
  }

  /**
   * Errors: of the radius a few units of its last place, of cos and sin 2e-16 (coefficients,
   * products, and π·t rounded on the other side), so 1e-15 times the radius covers both.
   */
  @Test
  void isBoxAndMullersMapToRounding() {
    WordSource source = new WordSource(11, 7);
    long[] radiusWords = new long[PAIRS];
    long[] angleWords = new long[PAIRS];
    for (int b = 0; b < 400; b++) {
      source.chunk((long) b * NormalBlock.SIZE, radiusWords, PAIRS);
      source.chunk((long) b * NormalBlock.SIZE + PAIRS, angleWords, PAIRS);
      double[] g = new double[NormalBlock.SIZE];
      Scratch.ofThread().normals.draw(source, b, g, 0);
      for (int i = 0; i < PAIRS; i++) {
        double r = radius(radiusWords[i]);
        double sign = (angleWords[i] & 2) - 1;
        double theta = angle(angleWords[i]);
        assertThat(g[i]).isCloseTo(sign * r * StrictMath.cos(theta), within(1e-15 * r));
        assertThat(g[PAIRS + i]).isCloseTo(r * StrictMath.sin(theta), within(1e-15 * r));
      }
    }
  }

  @Test
  void radiusIsRightToTheLastBitsFromTheDeepestTailToZero() {
    for (int halvings = 0; halvings < 62; halvings++) {
      // around each power of two, and around 1.5 times it, where the neighbouring power changes
      for (long start :
          new long[] {-1L >>> halvings, (-1L >>> 1) >>> halvings, (3L << 62) >>> halvings}) {
        for (long offset = -64; offset <= 64; offset += 4) {
          long word = start + offset;
          if (Long.compareUnsigned(word, 64) > 0) {
            double r = radius(word);
            // 4 units of 2⁻⁵³: the rounding of v, of s, of the polynomial and of the root
            assertThat(radiusByBlock(word)).isCloseTo(r, within(r * 4 * 0x1p-53));
          }
        }
      }
    }
  }

  @Test
  void extremeWordsGiveTheLargestAndTheSmallestRadius() {
    assertThat(radiusByBlock(0)).isCloseTo(Math.sqrt(124 * Math.log(2)), within(2e-15));
    assertThat(radiusByBlock(-1L)).isEqualTo(0);
    assertThat(radiusByBlock(-1L << 12)).isCloseTo(Math.sqrt(2 * 0x1p-52), within(1e-10 * 0x1p-26));
  }

  @Test
  void anglesCoverTheCircleSymmetrically() {
    long[] radiusWords = new long[PAIRS];
    Arrays.fill(radiusWords, 1L << 60);
    long[] angleWords = new long[PAIRS];
    angleWords[0] = Long.MIN_VALUE;
    angleWords[1] = Long.MAX_VALUE;
    angleWords[2] = Long.MIN_VALUE | 2;
    angleWords[3] = -1L;
    angleWords[4] = 2;
    double[] g = map(radiusWords, angleWords);
    double r = radius(1L << 60);
    assertThat(g[PAIRS]).isCloseTo(-r, within(1e-15));
    assertThat(g[PAIRS + 1]).isEqualTo(-g[PAIRS]);
    assertThat(g[0]).isCloseTo(0, within(1e-15));
    assertThat(g[2]).isEqualTo(-g[0]);
    assertThat(g[PAIRS + 3]).isEqualTo(-g[PAIRS + 4]);
    assertThat(g[3]).isEqualTo(g[4]);
    assertThat(g[5]).isEqualTo(-g[4]);
  }
}
