/** What theory predicts, evaluated without running anything: laws, bounds and rates. */
package dev.layerwise.lab.theory;
