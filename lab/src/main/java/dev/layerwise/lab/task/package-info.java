/** The problems that experiments are run on: their data, and how well a network solves them. */
package dev.layerwise.lab.task;
