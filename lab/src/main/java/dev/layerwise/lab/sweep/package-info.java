/** Sweeps as values: written in Java or in a file, printed, read and run. */
package dev.layerwise.lab.sweep;
