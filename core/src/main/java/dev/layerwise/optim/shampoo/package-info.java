/** Shampoo and SOAP: preconditioners from second moments of gradients along each dimension. */
package dev.layerwise.optim.shampoo;
