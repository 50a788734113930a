/** Pages and pictures of a finished experiment. */
package dev.layerwise.lab.report;
