package dev.layerwise.optim.norm;

/**
 * A norm of weight matrices in which descent is steepest:
 *
 * <table>
 * <caption>The norms</caption>
 * <tr><th>norm</th><th>‖M‖</th><th>dual ‖G‖†</th><th>direction</th></tr>
 * <tr><td>{@link #FROBENIUS}</td><td>‖M‖_F</td><td>‖G‖_F</td><td>G</td></tr>
 * <tr><td>{@link #SPECTRAL}</td><td>s₁(M)</td><td>Σ s(G)</td><td>‖G‖† U Vᵀ</td></tr>
 * <tr><td>{@link #SIGN}</td><td>max |M(i, j)|, from ℓ₁ to ℓ∞</td><td>Σ |G(i, j)|</td>
 *     <td>‖G‖† sign G</td></tr>
 * <tr><td>{@link #KRONECKER}</td><td>‖P^½ M Q^½‖_F</td><td>‖P^−½ G Q^−½‖_F</td>
 *     <td>P⁻¹ G Q⁻¹</td></tr>
 * </table>
 *
 * <p>Law: the step {@code M = −η D} minimises {@code ⟨G, M⟩ + ‖M‖²/(2η)}, and the minimum is {@code
 * −η/2 ‖G‖†²}.
 *
 * <p>Source: Bernstein and Newhouse 2024; Concurrence App. D.3 and Prop. D.2, whose norm {@code
 * ‖PᵀM Qᵀ‖_F} gives {@code (P Pᵀ)⁻¹ G (QᵀQ)⁻¹}, not what is printed: P⁻¹ G Q⁻¹ belongs to the roots
 * of P and Q.
 */
public enum ModularNorm {
  /** Gradient descent. */
  FROBENIUS,
  /** The operator norm; the direction is the polar factor. */
  SPECTRAL,
  /** The largest entry, which is the operator norm from ℓ₁ to ℓ∞; the direction is the sign. */
  SIGN,
  /** With the factors of K-FAC, {@code P = E[g gᵀ] + λ I} and {@code Q = E[a aᵀ] + λ I}. */
  KRONECKER
}
