package dev.layerwise.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortableRngTest {
  @Test
  void wordsAreThoseOfTheJdksSplitMix64() {
    SplittableRandom jdk = new SplittableRandom(41);
    PortableRng rng = new PortableRng(41);
    for (int i = 0; i < 1001; i++) {
      assertThat(rng.nextLong()).isEqualTo(jdk.nextLong());
    }
  }

  /** The tiny network of the NGD setup: u = m^(-1/2) Σ aᵣ max(0, wᵣ·x), values given to 1e-10. */
  @Test
  void rebuildsTheTinyNetworkOfTheReference() {
    PortableRng rng = new PortableRng(3);
    Matrix X = rng.normal(6, 3);
    rng.normals(6);
    int m = 128;
    Matrix W = rng.normal(m, 3);
    double[] a = rng.signs(m);
    double[] expected = {0.6135104651, -0.6225757242, 0.5278254456};
    for (int i = 0; i < expected.length; i++) {
      Matrix x = X.slice(i, i + 1, 0, 3);
      Matrix z = W.times(x.T()).times(1 / x.frobeniusNorm());
      double u = 0;
      for (int r = 0; r < m; r++) {
        u += a[r] * Math.max(0, z.get(r, 0));
      }
      assertThat(u / Math.sqrt(m)).isCloseTo(expected[i], within(1e-10));
    }
  }

  @Test
  void anOddCountThrowsTheLastSineAway() {
    PortableRng rng = new PortableRng(7);
    PortableRng twin = new PortableRng(7);
    double[] three = rng.normals(3);
    double[] four = twin.normals(4);
    assertThat(three).containsExactly(four[0], four[1], four[2]);
    assertThat(rng.uniform()).isEqualTo(twin.uniform());
  }
}
