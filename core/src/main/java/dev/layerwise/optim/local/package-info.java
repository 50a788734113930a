/** Methods that come from a problem of one layer alone: the right factor, local regression. */
package dev.layerwise.optim.local;
