package dev.layerwise.lab.train;

import java.util.OptionalDouble;

/**
 * How a network does on a set.
 *
 * @param loss the mean loss
 * @param accuracy the share of examples whose largest output is their class; none for regression
 */
public record Score(double loss, OptionalDouble accuracy) {}
