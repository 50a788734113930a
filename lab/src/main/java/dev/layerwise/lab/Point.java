package dev.layerwise.lab;

/**
 * One measured point, a row of {@code series.csv}.
 *
 * @param panel the panel that shows it, such as {@code subspace_distance}
 * @param series what the legend says, such as {@code KFAC}
 * @param seed the run's seed
 * @param x the abscissa, such as the iteration
 * @param y the value; NaN where the run diverged
 */
public record Point(String panel, String series, long seed, double x, double y) {}
