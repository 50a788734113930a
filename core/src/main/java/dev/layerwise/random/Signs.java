package dev.layerwise.random;

/**
 * Random signs, 64 to a word: bit i of word k of the source is sign 64k + i, 0 for +1, 1 for −1.
 */
final class Signs {
  /** Moves bit i to the top when multiplied by: unlike a variable shift, this vectorises. */
  private static final long[] TO_TOP = toTop();

  private Signs() {}

  private static long[] toTop() {
    long[] powers = new long[Long.SIZE];
    for (int i = 0; i < Long.SIZE; i++) {
      powers[i] = 1L << (Long.SIZE - 1 - i);
    }
    return powers;
  }

  static double sign(WordSource source, long position) {
    return expanded(source.word(position >>> 6), (int) (position & 63));
  }

  private static double expanded(long word, int bit) {
    return 1 - 2 * ((word >>> bit) & 1);
  }

  /** Writes the signs from {@code position} on as doubles ±1. */
  static void fill(WordSource source, long position, double[] a, int from, int to) {
    int at = from;
    long p = position;
    while (at < to && (p & 63) != 0) {
      a[at++] = sign(source, p++);
    }
    long[] words = Scratch.ofThread().words;
    while (to - at >= Long.SIZE) {
      int count = Math.min((to - at) / Long.SIZE, words.length);
      source.chunk(p >>> 6, words, count);
      for (int k = 0; k < count; k++) {
        expand(words[k], a, at + Long.SIZE * k);
      }
      at += Long.SIZE * count;
      p += (long) Long.SIZE * count;
    }
    if (at < to) {
      long last = source.word(p >>> 6);
      for (int bit = 0; at < to; bit++) {
        a[at++] = expanded(last, bit);
      }
    }
  }

  private static void expand(long word, double[] a, int at) {
    for (int i = 0; i < Long.SIZE; i++) {
      a[at + i] = (double) (1 + (((word * TO_TOP[i]) >> 63) << 1));
    }
  }

  /** Writes the signs from {@code position} on as bits, the first in bit 0. */
  static void pack(WordSource source, long position, long[] bits) {
    long first = position >>> 6;
    int shift = (int) (position & 63);
    long[] words = Scratch.ofThread().words;
    for (int at = 0; at < bits.length; at += words.length) {
      int count = Math.min(bits.length - at, words.length);
      source.chunk(first + at, words, count);
      System.arraycopy(words, 0, bits, at, count);
    }
    if (shift != 0) {
      long after = bits.length == 0 ? 0 : source.word(first + bits.length);
      for (int k = 0; k < bits.length; k++) {
        long next = k + 1 < bits.length ? bits[k + 1] : after;
        bits[k] = (bits[k] >>> shift) | (next << (Long.SIZE - shift));
      }
    }
  }
}
