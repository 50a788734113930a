package dev.layerwise.lab;

/**
 * What an experiment is about.
 *
 * @param id the contract name, such as {@code concurrence-fig1}
 * @param paper the paper's short name, such as {@code Concurrence}
 * @param place where in the paper, such as {@code Figure 1}
 * @param title a title of a few words
 * @param shows what a reader learns, one or two sentences
 * @param quickSeconds usual seconds at {@link Scale#QUICK} on two cores
 * @param paperSeconds usual seconds at {@link Scale#PAPER} on two cores
 */
public record ExperimentInfo(
    String id,
    String paper,
    String place,
    String title,
    String shows,
    int quickSeconds,
    int paperSeconds) {}
