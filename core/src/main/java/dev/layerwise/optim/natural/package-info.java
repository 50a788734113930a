/** Gauss-Newton curvature without approximation: exact natural gradient, and its diagonal. */
package dev.layerwise.optim.natural;
