/** The experiments, each one file, and the catalogue that lists them. */
package dev.layerwise.lab.experiments;
