/** Named, splittable random streams with fast bulk draws and the same bits on every machine. */
package dev.layerwise.random;
