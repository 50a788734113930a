package dev.layerwise.lab;

import java.util.function.Function;

/**
 * A sentence of a paper and the predicate over stored results that decides it.
 *
 * @param id unique within the experiment, such as {@code kfac-best-distance}
 * @param source place in the paper, such as {@code Concurrence §4.1}
 * @param statement what the paper says
 * @param test the predicate
 */
public record Claim(
    String id, String source, String statement, Function<Results, Judgement> test) {}
