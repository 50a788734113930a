/** Data sets: read from files or made by a synthetic task, split, standardised, cut to batches. */
package dev.layerwise.lab.data;
