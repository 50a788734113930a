/**
 * The general form {@code W₊ = W − η U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ}: which basis, which diagonal, which
 * power, as types.
 */
package dev.layerwise.optim.form;
