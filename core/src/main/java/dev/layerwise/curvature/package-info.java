/** Curvature: Gauss-Newton factors, damping, and the forms a preconditioner can take. */
package dev.layerwise.curvature;
