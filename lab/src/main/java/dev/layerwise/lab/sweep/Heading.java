package dev.layerwise.lab.sweep;

import dev.layerwise.lab.ExperimentInfo;

/**
 * What a sweep is about.
 *
 * @param title a title of a few words
 * @param paper the paper's short name; empty for a question of one's own
 * @param place where in the paper; empty likewise
 * @param shows what a reader learns, one or two sentences
 */
public record Heading(String title, String paper, String place, String shows) {
  /** The heading of an experiment of the catalogue. */
  public static Heading of(ExperimentInfo info) {
    return new Heading(info.title(), info.paper(), info.place(), info.shows());
  }
}
