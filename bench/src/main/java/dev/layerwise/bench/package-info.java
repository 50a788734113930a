/** JMH benchmarks of the library, and its comparison with another program, side by side. */
package dev.layerwise.bench;
