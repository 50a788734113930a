/** Experiments as data: cells, points, figures and claims. */
package dev.layerwise.lab;
