/** Benchmarks. */
package dev.layerwise.bench;
