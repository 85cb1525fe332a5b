package org.electra4j.io;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Arrays of a NumPy zip file: float32 and int32 in C order. */
public final class Npz {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '<([fi])4', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

  /** Magic string and version before the length of the header. */
  private static final int HEADER_LENGTH_AT = 8;

  /**
   * One array; exactly one of {@code floats} and {@code ints} is there.
   *
   * @param shape its dimensions, empty for a scalar
   */
  public record Array(int[] shape, float[] floats, int[] ints) {
    /** Number of entries. */
    public int size() {
      return floats == null ? ints.length : floats.length;
    }
  }

  private final Path file;
  private final Map<String, Array> arrays = new TreeMap<>();

  private Npz(Path file) {
    this.file = file;
  }

  /**
   * Reads all arrays of a file.
   *
   * @throws BadInputException if the file is missing, damaged, or holds arrays of other types
   */
  public static Npz read(Path file) {
    Npz npz = new Npz(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        npz.arrays.put(entry.getName().replaceFirst("\\.npy$", ""), npz.parse(entry, bytes));
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": no readable NumPy zip file: " + e.getMessage(), e);
    }
    return npz;
  }

  /** The arrays by name, in order of the names. */
  public Map<String, Array> arrays() {
    return arrays;
  }

  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  /** The arrays whose names begin with a prefix, under the rest of their names. */
  public Map<String, Array> below(String prefix) {
    return arrays.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                e -> e.getKey().substring(prefix.length()),
                Map.Entry::getValue,
                (a, b) -> a,
                TreeMap::new));
  }

  /**
   * @throws BadInputException if there is no such array
   */
  public Array get(String name) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new BadInputException(file + ": no array " + name);
    }
    return array;
  }

  public int[] shape(String name) {
    return get(name).shape();
  }

  /**
   * @throws BadInputException if it is not an array of float32
   */
  public float[] floats(String name) {
    if (get(name).floats() == null) {
      throw new BadInputException(file + ": array " + name + " is int32, expected float32");
    }
    return get(name).floats();
  }

  /**
   * @throws BadInputException if it is not an array of int32
   */
  public int[] ints(String name) {
    if (get(name).ints() == null) {
      throw new BadInputException(file + ": array " + name + " is float32, expected int32");
    }
    return get(name).ints();
  }

  private Array parse(ZipEntry entry, byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      in.position(HEADER_LENGTH_AT);
      byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(text);
      Matcher m = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1));
      if (!m.find()) {
        throw damaged(entry);
      }
      int[] shape =
          Arrays.stream(m.group(2).split(",", -1))
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (in.remaining() != size * (long) Float.BYTES) {
        throw damaged(entry);
      }
      if (m.group(1).equals("f")) {
        float[] values = new float[size];
        in.asFloatBuffer().get(values);
        return new Array(shape, values, null);
      }
      int[] values = new int[size];
      in.asIntBuffer().get(values);
      return new Array(shape, null, values);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw damaged(entry);
    }
  }

  private BadInputException damaged(ZipEntry entry) {
    return new BadInputException(
        file + ": " + entry.getName() + " is no whole array of float32 or int32 in C order");
  }
}
