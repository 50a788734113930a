package dev.layerwise.random;

/**
 * Draws standard normals in blocks of {@value #SIZE}: Box and Muller's map in arithmetic that
 * vectorises and has the same bits everywhere.
 *
 * <pre>
 * g = √(−2 ln u) cos θ,  g′ = √(−2 ln u) sin θ      u uniform on (0, 1], θ on the circle
 * </pre>
 *
 * <p>Block b reads words {@value #SIZE}·b to {@value #SIZE}·(b + 1) − 1 of its source, one for each
 * normal: the first half are the radii, the second half the angles. Normal i of the first half is
 * the cosine of pair i, normal i of the second half its sine.
 *
 * <ul>
 *   <li><b>Radius.</b> u = v/2⁶², v the odd numbers below 2⁶², rounded to 53 bits: |g| reaches
 *       9.27. With h the power of two next to v and s = (v − h)/(v + h), |s| ≤ 1/5,
 *       <pre>−2 ln u = (62 − log₂ h)·2 ln 2 − 4 artanh s</pre>
 *       where no term cancels another: where the first is 0, s ≤ 0.
 *   <li><b>Angle.</b> θ = πt with t uniform on (−½, ½) in steps of 2⁻⁵³, and a random sign for the
 *       cosine: the whole circle from one even and one odd polynomial, without a reduction.
 * </ul>
 *
 * <p>The polynomials are minimax fits (Remez, 60 digits), rounded to doubles: relative error of
 * artanh 3·10⁻¹⁷ and of the sine 4·10⁻¹⁷, absolute error of the cosine 1.3·10⁻¹⁶. There is no call
 * of {@code Math.log}, {@code sin} or {@code cos}, whose last bits the platform chooses; {@code
 * Math.fma} and {@code Math.sqrt} round correctly.
 *
 * <p>Source: Box, Muller 1958, doi:10.1214/aoms/1177706645.
 */
final class NormalBlock {
  static final int SIZE = 2 * WordSource.CHUNK;

  private static final int PAIRS = WordSource.CHUNK;

  private static final double TWO_LN_2 = 1.3862943611198906;

  private final long[] radiusWords = new long[PAIRS];
  private final long[] angleWords = new long[PAIRS];
  private final double[] power = new double[PAIRS];
  private final double[] ratio = new double[PAIRS];
  private final double[] radius = new double[PAIRS];

  /** Writes block b of the source to {@code out[at]}, ..., {@code out[at + SIZE - 1]}. */
  void draw(WordSource source, long b, double[] out, int at) {
    source.chunk(b * SIZE, radiusWords, PAIRS);
    source.chunk(b * SIZE + PAIRS, angleWords, PAIRS);
    map(radiusWords, angleWords, out, at);
  }

  /**
   * Maps {@value WordSource#CHUNK} words for radii and as many for angles to a block of normals.
   */
  void map(long[] radiusWords, long[] angleWords, double[] out, int at) {
    split(radiusWords, power, ratio);
    squaredRadii(power, ratio, radius);
    cosines(angleWords, radius, ratio);
    System.arraycopy(ratio, 0, out, at, PAIRS);
    sines(angleWords, radius, ratio);
    System.arraycopy(ratio, 0, out, at + PAIRS, PAIRS);
  }

  /** The power of two next to v, and (v − h)/(v + h). */
  private static void split(long[] word, double[] power, double[] ratio) {
    for (int i = 0; i < PAIRS; i++) {
      double v = (double) ((word[i] >>> 2) | 1);
      double q = v * 0x1.0000000000001p52; // Veltkamp's splitting, down to one bit
      double h = q - (q - v);
      power[i] = h;
      ratio[i] = (v - h) / (v + h);
    }
  }

  private static void squaredRadii(double[] power, double[] ratio, double[] squared) {
    for (int i = 0; i < PAIRS; i++) {
      double halvings = Long.numberOfLeadingZeros((long) power[i]) - 1;
      squared[i] = halvings * TWO_LN_2;
    }
    for (int i = 0; i < PAIRS; i++) {
      double s = ratio[i];
      double x = s * s;
      double p = -0.3078839045646941;
      p = Math.fma(p, x, -0.30492802321373996);
      p = Math.fma(p, x, -0.3637315274323782);
      p = Math.fma(p, x, -0.4444426397986034);
      p = Math.fma(p, x, -0.5714285899603699);
      p = Math.fma(p, x, -0.799999999906695);
      p = Math.fma(p, x, -1.3333333333335122);
      p = Math.fma(p, x, -4.0);
      squared[i] = Math.fma(p, s, squared[i]);
    }
  }

  /** Also takes the roots of the squared radii: they overlap with the polynomial's products. */
  private static void cosines(long[] word, double[] radius, double[] out) {
    for (int i = 0; i < PAIRS; i++) {
      long w = word[i];
      double t = ((w >> 11) + 0.5) * 0x1p-53;
      double x = t * t;
      double p = 4.1495917001716555e-06;
      p = Math.fma(p, x, -0.00010456658073600429);
      p = Math.fma(p, x, 0.0019295562835931208);
      p = Math.fma(p, x, -0.025806888739352957);
      p = Math.fma(p, x, 0.23533063012980837);
      p = Math.fma(p, x, -1.3352627688434646);
      p = Math.fma(p, x, 4.058712126416498);
      p = Math.fma(p, x, -4.934802200544676);
      p = Math.fma(p, x, 1.0);
      double r = Math.sqrt(radius[i]);
      radius[i] = r;
      out[i] = p * ((double) ((w & 2) - 1) * r);
    }
  }

  private static void sines(long[] word, double[] radius, double[] out) {
    for (int i = 0; i < PAIRS; i++) {
      double t = ((word[i] >> 11) + 0.5) * 0x1p-53;
      double x = t * t;
      double p = 7.694726924408649e-07;
      p = Math.fma(p, x, -2.190318538412171e-05);
      p = Math.fma(p, x, 0.0004662996887609966);
      p = Math.fma(p, x, -0.007370430478760867);
      p = Math.fma(p, x, 0.0821458865698926);
      p = Math.fma(p, x, -0.5992645293187382);
      p = Math.fma(p, x, 2.550164039877294);
      p = Math.fma(p, x, -5.167712780049969);
      p = Math.fma(p, x, 3.141592653589793);
      out[i] = p * t * radius[i];
    }
  }
}
