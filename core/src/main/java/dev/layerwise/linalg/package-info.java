/** Dense double-precision linear algebra whose expressions read like the equations. */
package dev.layerwise.linalg;
