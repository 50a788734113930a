/** Runs experiments and keeps what they leave. */
package dev.layerwise.lab.run;
