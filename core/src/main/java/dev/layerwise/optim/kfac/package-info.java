/** K-FAC: what its preconditioners remember of a block, of a network, and its step. */
package dev.layerwise.optim.kfac;
