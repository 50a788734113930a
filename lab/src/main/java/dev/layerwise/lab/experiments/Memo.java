package dev.layerwise.lab.experiments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * What several runs need and any of them could compute: computed by the one that asks first, while
 * the others wait. Saves time and changes no result.
 */
final class Memo<K, V> {
  private final Map<K, FutureTask<V>> tasks = new ConcurrentHashMap<>();

  V get(K key, Supplier<V> compute) {
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
