/** The rules: each one choice of {@code P} and {@code Q} in {@code W₊ = W − η P⁻¹ G Q⁻¹}. */
package dev.layerwise.optim.rule;
