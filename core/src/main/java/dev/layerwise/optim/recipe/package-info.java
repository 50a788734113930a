/** The catalogue of optimizers: one file each, and {@link dev.layerwise.optim.recipe.Recipes}. */
package dev.layerwise.optim.recipe;
