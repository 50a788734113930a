/** Optimizers as values: how a network's layers are updated, and in which order. */
package dev.layerwise.optim;
