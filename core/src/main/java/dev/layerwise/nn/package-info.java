/** Networks that hand out, layer by layer, the statistics that preconditioners are made of. */
package dev.layerwise.nn;
