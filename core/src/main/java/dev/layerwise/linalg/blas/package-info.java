/**
 * Column-major BLAS and LAPACK over {@code double[]}, for whoever adds a backend.
 *
 * <p>Everyone else uses {@code dev.layerwise.linalg}.
 */
package dev.layerwise.linalg.blas;
