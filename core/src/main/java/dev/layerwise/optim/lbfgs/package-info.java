/** Limited-memory BFGS: its memory, its line searches, its step. */
package dev.layerwise.optim.lbfgs;
