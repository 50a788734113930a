/** The command line. */
package dev.layerwise.lab.cli;
