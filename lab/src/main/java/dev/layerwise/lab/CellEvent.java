package dev.layerwise.lab;

/**
 * An event and the run that it happened in.
 *
 * @param cell the run's {@link Cell#id() id}
 * @param event what happened
 */
public record CellEvent(String cell, RunEvent event) {}
