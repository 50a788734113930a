package dev.layerwise.optim;

/**
 * The three choices that make a method, {@code W₊ = W − η U [(UᵀG V) ∘ Dᵖ] Vᵀ}: which basis, which
 * diagonal, which power.
 *
 * @param basis U and V, such as {@code eigenvectors of E[G Gᵀ], E[Gᵀ G]}
 * @param spectrum D before damping, such as {@code running mean of squared rotated gradients}
 * @param power p, such as {@code −½}
 */
public record Anatomy(String basis, String spectrum, String power) {}
