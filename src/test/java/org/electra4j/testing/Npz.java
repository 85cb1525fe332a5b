package org.electra4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Arrays of a NumPy zip file: float32 and int32 in C order. */
public final class Npz {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '<([fi])4', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

  /**
   * One array; exactly one of {@code floats} and {@code ints} is there.
   *
   * @param shape its dimensions, empty for a scalar
   */
  public record Array(int[] shape, float[] floats, int[] ints) {}

  private final Map<String, Array> arrays = new TreeMap<>();

  private Npz() {}

  /** Reads all arrays of a file. */
  public static Npz read(Path file) {
    Npz npz = new Npz();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        npz.arrays.put(entry.getName().replaceFirst("\\.npy$", ""), parse(bytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    return npz;
  }

  public Map<String, Array> arrays() {
    return arrays;
  }

  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  public int[] shape(String name) {
    return get(name).shape();
  }

  public float[] floats(String name) {
    return get(name).floats();
  }

  public int[] ints(String name) {
    return get(name).ints();
  }

  private Array get(String name) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no array " + name + " in " + arrays.keySet());
    }
    return array;
  }

  private static Array parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = in.getShort(8);
    String header = new String(bytes, 10, headerLength, StandardCharsets.ISO_8859_1);
    Matcher m = HEADER.matcher(header);
    if (!m.find()) {
      throw new IllegalArgumentException("unexpected header " + header);
    }
    int[] shape =
        Arrays.stream(m.group(2).split(",", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    in.position(10 + headerLength);
    if (m.group(1).equals("f")) {
      float[] values = new float[size];
      in.asFloatBuffer().get(values);
      return new Array(shape, values, null);
    }
    int[] values = new int[size];
    in.asIntBuffer().get(values);
    return new Array(shape, null, values);
  }
}
