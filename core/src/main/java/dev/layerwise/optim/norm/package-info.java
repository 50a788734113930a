/** Steepest descent in a chosen norm of the weight matrix. */
package dev.layerwise.optim.norm;
