package dev.layerwise.random;

/** The working arrays of one thread's bulk draws: 12 KiB, made once. */
final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final long[] words = new long[WordSource.CHUNK];
  final double[] uniforms = new double[WordSource.CHUNK];
  final NormalBlock normals = new NormalBlock();

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }
}
