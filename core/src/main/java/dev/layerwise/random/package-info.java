/**
 * Named, splittable random streams with fast bulk draws and the same bits on every machine.
 *
 * <p><b>Independence of streams.</b> A stream's identity is a key of 128 bits, a hash of the seed
 * and of the names and indices on the way down, never of what was drawn. Two seeds, or two indices
 * under one parent and name, get different keys with certainty; any other two agree with
 * probability 2⁻¹²⁸. The upper half of the key starts a counter, the lower half is the multiplier
 * of the last mixing round. For two streams to visit the same counters at all, their ranges must
 * overlap (probability 2n/2⁶⁴ for n words each), and then the multipliers, which agree with
 * probability 2⁻⁶³, still make the words differ. This is an argument about a hash that mixes well,
 * tested by correlations and not proved; the generator is not fit for secrets.
 *
 * <p><b>Reproducibility.</b> Integer arithmetic, correctly rounded floating-point operations and
 * {@code StrictMath} throughout: one seed and one version of this library give the same bits on
 * every machine, interpreted or compiled. The one exception is what LAPACK computes, {@link
 * dev.layerwise.random.Rng#haarRows}.
 */
package dev.layerwise.random;
