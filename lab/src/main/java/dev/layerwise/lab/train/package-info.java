/** The training loop: batches, evaluation, early stopping, diagnostics, checkpoints. */
package dev.layerwise.lab.train;
