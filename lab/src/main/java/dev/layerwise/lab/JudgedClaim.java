package dev.layerwise.lab;

/**
 * A claim and what the measurements say of it.
 *
 * @param claim the paper's sentence
 * @param judgement the verdict with its numbers
 */
public record JudgedClaim(Claim claim, Judgement judgement) {}
