package dev.layerwise.lab.train;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * What several runs need and any of them could compute: computed by the one that asks first, while
 * the others wait. Saves time and changes no result.
 */
public final class Memo<K, V> {
  private final Map<K, FutureTask<V>> tasks = new ConcurrentHashMap<>();

  /**
   * The value of a key.
   *
   * @param key what is asked for
   * @param compute computes it; called by the first that asks
   */
  public V get(K key, Supplier<V> compute) {
    FutureTask<V> task = tasks.computeIfAbsent(key, k -> new FutureTask<>(compute::get));
    task.run(); // Does nothing if another thread runs it or did.
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another run computes " + key, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(key + ": " + e.getCause().getMessage(), e);
    }
  }
}
