package dev.layerwise.lab.train;

/**
 * One number about one step.
 *
 * @param name what it is, such as {@code gradient norm}
 * @param step the step
 * @param value its value
 */
public record Diagnosis(String name, long step, double value) {}
