package dev.layerwise.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block of a tensor whose dimensions may have been merged before: where its entries are in the
 * tensor, which is held as (d₀, d₁ ⋯ d_k) with later dimensions varying faster along a row. The
 * block itself is held as {@link Multilinear} wants it.
 */
public final class TensorBlock {
  private final int[] dims;

  /** For each entry of the block its place in the tensor; null if they are one. */
  private final int[] places;

  private TensorBlock(int[] dims, int[] places) {
    this.dims = dims;
    this.places = places;
  }

  /** The dimensions of the block, a copy. */
  public int[] dims() {
    return dims.clone();
  }

  /** Whether the block is the tensor, entry for entry. */
  public boolean isWhole() {
    return places == null;
  }

  /**
   * The block's entries.
   *
   * @param tensor (d₀, d₁ ⋯ d_k)
   * @param buffer takes them, unless the block is the tensor
   * @return the tensor if the block is the tensor, else the buffer
   */
  public Matrix gather(Matrix tensor, Matrix buffer) {
    if (places == null) {
      return tensor;
    }
    for (int i = 0; i < places.length; i++) {
      buffer.data[i] = tensor.data[places[i]];
    }
    return buffer;
  }

  /**
   * Puts entries back.
   *
   * @param block the block's entries; the tensor itself where it is the block
   * @param tensor (d₀, d₁ ⋯ d_k)
   */
  public void scatter(Matrix block, Matrix tensor) {
    if (places == null) {
      if (!block.sharesWith(tensor)) {
        tensor.setTo(block);
      }
      return;
    }
    for (int i = 0; i < places.length; i++) {
      tensor.data[places[i]] = block.data[i];
    }
  }

  /**
   * Merges dimensions as Distributed Shampoo does: sizes of 1 go; from the last dimension on, a
   * dimension is merged into the one after it while more dimensions than wanted remain and the
   * product is at most the bound.
   *
   * @param shape the tensor's dimensions
   * @param bound the greatest size of a merged dimension
   * @param wanted the number of dimensions at which merging stops
   */
  public static int[] mergeSmallDims(int[] shape, long bound, int wanted) {
    if (Arrays.stream(shape).anyMatch(d -> d == 0)) {
      return new int[] {0};
    }
    int[] large = Arrays.stream(shape).filter(d -> d != 1).toArray();
    if (large.length == 0) {
      return new int[] {1};
    }
    List<Integer> merged = new ArrayList<>();
    int running = large[large.length - 1];
    for (int i = large.length - 2; i >= 0; i--) {
      if (merged.size() + 2 + i > wanted && (long) running * large[i] <= bound) {
        running *= large[i];
      } else {
        merged.addFirst(running);
        running = large[i];
      }
    }
    merged.addFirst(running);
    return toArray(merged);
  }

  /**
   * Merges dimensions as nikhilvyas/SOAP does: from the first dimension on, dimensions are merged
   * while the product is at most the bound; a product of 1 goes, unless it is all there is.
   *
   * @param shape the tensor's dimensions
   * @param bound the greatest size of a merged dimension
   */
  public static int[] mergeFromFirst(int[] shape, long bound) {
    List<Integer> merged = new ArrayList<>();
    int running = 1;
    for (int d : shape) {
      if ((long) running * d <= bound) {
        running *= d;
      } else if (running > 1) {
        merged.add(running);
        running = d;
      } else {
        merged.add(d);
      }
    }
    if (running > 1 || merged.isEmpty()) {
      merged.add(running);
    }
    return toArray(merged);
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Splits a tensor into blocks.
   *
   * @param shape the tensor's dimensions, of which the matrix has the first as rows
   * @param merged its dimensions after merging, with the same number of entries
   * @param bound every dimension is split into runs of at most so many
   * @return the blocks, later dimensions varying faster
   */
  public static List<TensorBlock> split(int[] shape, int[] merged, int bound) {
    int rest = 1;
    for (int i = 1; i < shape.length; i++) {
      rest *= shape[i];
    }
    int[] places = new int[shape[0] * rest];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / rest + shape[0] * (i % rest);
    }
    return blocks(shape[0], places, merged, bound);
  }

  /**
   * One block from a tensor of order 4 seen with its second dimension last but moved: (a, b, c, d)
   * is taken as (a, d, b, c), which puts the channels of a kernel stored channels last in front of
   * its positions, and merged then.
   *
   * @param shape four dimensions (a, b, c, d), of which the matrix has the first as rows
   * @param merged dimensions of (a, d, b, c) after merging
   */
  public static TensorBlock channelsFirst(int[] shape, int[] merged) {
    int b = shape[1];
    int c = shape[2];
    int d = shape[3];
    int[] places = new int[shape[0] * b * c * d];
    int at = 0;
    for (int i = 0; i < shape[0]; i++) {
      for (int l = 0; l < d; l++) {
        for (int j = 0; j < b * c; j++) {
          places[at++] = i + shape[0] * (j * d + l);
        }
      }
    }
    return blocks(shape[0], places, merged, Integer.MAX_VALUE).getFirst();
  }

  private static List<TensorBlock> blocks(int rows, int[] places, int[] merged, int bound) {
    int o = merged.length;
    List<TensorBlock> blocks = new ArrayList<>();
    int[] from = new int[o];
    boolean more = true;
    while (more) {
      int[] dims = new int[o];
      for (int d = 0; d < o; d++) {
        dims[d] = Math.min(bound, merged[d] - from[d]);
      }
      blocks.add(new TensorBlock(dims, placesOf(rows, places, merged, from, dims)));
      more = false;
      for (int d = o - 1; d >= 0 && !more; d--) {
        from[d] += dims[d];
        more = from[d] < merged[d];
        if (!more) {
          from[d] = 0;
        }
      }
    }
    return blocks;
  }

  /** Where the block's entries are in a matrix of so many rows; null if the block is the matrix. */
  private static int[] placesOf(int rows, int[] places, int[] merged, int[] from, int[] dims) {
    int o = dims.length;
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    int[] result = new int[size];
    boolean whole = size == places.length && rows == (o > 2 ? size / dims[0] : dims[0]);
    for (int flat = 0; flat < size; flat++) {
      int stride = 1;
      int left = flat;
      int at = 0;
      for (int d = o - 1; d >= 0; d--) {
        at += (from[d] + left % dims[d]) * stride;
        left /= dims[d];
        stride *= merged[d];
      }
      int held = o == 2 ? flat / dims[1] + dims[0] * (flat % dims[1]) : flat;
      result[held] = places[at];
      whole &= places[at] == held;
    }
    return whole ? null : result;
  }
}
