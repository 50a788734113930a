/** Replays what reference implementations did, step for step, and measures the deviation. */
package dev.layerwise.lab.conformance;
