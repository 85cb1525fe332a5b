package org.electra4j.data;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.electra4j.io.BadInputException;

/**
 * {@link PretrainingExample} as the bytes of a {@code tf.train.Example}:
 *
 * <pre>
 * Example   { 1: Features }
 * Features  { 1: entry { 1: key, 2: Feature } ... }
 * Feature   { 1: BytesList or 2: FloatList or 3: Int64List }
 * Int64List { 1: int64 ..., packed or not }
 * </pre>
 *
 * <p>Features are written in one order and read in any; other features are skipped. The messages
 * are read and written by hand, without an object for every value. Immutable.
 */
public final class PretrainingExampleCodec {
  private static final String INPUT_IDS = "input_ids";
  private static final String INPUT_MASK = "input_mask";
  private static final String SEGMENT_IDS = "segment_ids";

  // Tags: 8 x the number of the field + its wire type.
  private static final int MESSAGE_1 = 8 + ProtoReader.LENGTH_DELIMITED;
  private static final int MESSAGE_2 = 2 * 8 + ProtoReader.LENGTH_DELIMITED;
  private static final int MESSAGE_3 = 3 * 8 + ProtoReader.LENGTH_DELIMITED;
  private static final int VARINT_1 = 8 + ProtoReader.VARINT;

  private final int maxSeqLength;

  /** A codec of examples of that length. */
  public PretrainingExampleCodec(int maxSeqLength) {
    this.maxSeqLength = maxSeqLength;
  }

  /** The bytes of an example; equal examples give equal bytes. */
  public byte[] encode(PretrainingExample example) {
    int features =
        delimitedSize(entrySize(INPUT_IDS, example.inputIds()))
            + delimitedSize(entrySize(INPUT_MASK, example.inputMask()))
            + delimitedSize(entrySize(SEGMENT_IDS, example.segmentIds()));
    byte[] bytes = new byte[delimitedSize(features)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writeHead(out, MESSAGE_1, features);
      writeEntry(out, INPUT_IDS, example.inputIds());
      writeEntry(out, INPUT_MASK, example.inputMask());
      writeEntry(out, SEGMENT_IDS, example.segmentIds());
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /**
   * Reads an example.
   *
   * @param data the bytes from position to limit
   * @param position where they come from, for error messages
   * @throws BadInputException naming record and feature if the bytes are not a {@code
   *     tf.train.Example}, or a feature is missing, has another type or length, or a value that is
   *     negative or wider than 31 bits
   */
  public PretrainingExample decode(ByteBuffer data, RecordPosition position) {
    Decoder decoder = new Decoder(maxSeqLength, position);
    try {
      decoder.readExample(new ProtoReader(data));
    } catch (IOException e) {
      throw new BadInputException(position + ": not a tf.train.Example: " + e.getMessage(), e);
    }
    return new PretrainingExample(
        decoder.require(INPUT_IDS, decoder.inputIds),
        decoder.require(INPUT_MASK, decoder.inputMask),
        decoder.require(SEGMENT_IDS, decoder.segmentIds));
  }

  private static void writeEntry(CodedOutputStream out, String key, int[] values)
      throws IOException {
    int list = delimitedSize(packedSize(values));
    writeHead(out, MESSAGE_1, entrySize(key, values));
    out.writeString(1, key);
    writeHead(out, MESSAGE_2, delimitedSize(list));
    writeHead(out, MESSAGE_3, list);
    writeHead(out, MESSAGE_1, packedSize(values));
    for (int value : values) {
      out.writeInt64NoTag(value);
    }
  }

  private static void writeHead(CodedOutputStream out, int tag, int size) throws IOException {
    out.writeUInt32NoTag(tag);
    out.writeUInt32NoTag(size);
  }

  private static int entrySize(String key, int[] values) {
    int feature = delimitedSize(delimitedSize(packedSize(values)));
    return CodedOutputStream.computeStringSize(1, key) + delimitedSize(feature);
  }

  /** The bytes of a field, all of whose numbers are below 16, with {@code size} bytes in it. */
  private static int delimitedSize(int size) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
  }

  private static int packedSize(int[] values) {
    int size = 0;
    for (int value : values) {
      size += CodedOutputStream.computeInt64SizeNoTag(value);
    }
    return size;
  }

  /** Reads one record. */
  private static final class Decoder {
    private final int maxSeqLength;
    private final RecordPosition position;
    private int[] inputIds;
    private int[] inputMask;
    private int[] segmentIds;

    Decoder(int maxSeqLength, RecordPosition position) {
      this.maxSeqLength = maxSeqLength;
      this.position = position;
    }

    int[] require(String name, int[] values) {
      if (values == null) {
        throw position.error("lacks the feature " + name);
      }
      return values;
    }

    void readExample(ProtoReader example) throws IOException {
      while (example.hasMore()) {
        int tag = example.tag();
        if (tag == MESSAGE_1) {
          readFeatures(new ProtoReader(example.delimited()));
        } else {
          example.skip(tag);
        }
      }
    }

    private void readFeatures(ProtoReader features) throws IOException {
      while (features.hasMore()) {
        int tag = features.tag();
        if (tag == MESSAGE_1) {
          readEntry(new ProtoReader(features.delimited()));
        } else {
          features.skip(tag);
        }
      }
    }

    private void readEntry(ProtoReader entry) throws IOException {
      ByteBuffer key = ByteBuffer.allocate(0);
      ByteBuffer feature = ByteBuffer.allocate(0);
      while (entry.hasMore()) {
        int tag = entry.tag();
        switch (tag) {
          case MESSAGE_1 -> key = entry.delimited();
          case MESSAGE_2 -> feature = entry.delimited();
          default -> entry.skip(tag);
        }
      }
      String name = StandardCharsets.UTF_8.decode(key).toString();
      switch (name) {
        case INPUT_IDS -> inputIds = readInts(name, new ProtoReader(feature));
        case INPUT_MASK -> inputMask = readInts(name, new ProtoReader(feature));
        case SEGMENT_IDS -> segmentIds = readInts(name, new ProtoReader(feature));
        default -> {}
      }
    }

    private int[] readInts(String name, ProtoReader feature) throws IOException {
      int[] values = new int[maxSeqLength];
      int count = 0;
      while (feature.hasMore()) {
        int tag = feature.tag();
        switch (tag) {
          case MESSAGE_1 -> throw wrongType(name, "bytes");
          case MESSAGE_2 -> throw wrongType(name, "float");
          case MESSAGE_3 ->
              count = readList(name, new ProtoReader(feature.delimited()), values, count);
          default -> feature.skip(tag);
        }
      }
      if (count != maxSeqLength) {
        throw position.error(
            name + " has " + count + " values, expected max_seq_length = " + maxSeqLength);
      }
      return values;
    }

    /** Appends the values of an Int64List behind the first {@code count}; returns the new count. */
    private int readList(String name, ProtoReader list, int[] values, int count)
        throws IOException {
      int n = count;
      while (list.hasMore()) {
        int tag = list.tag();
        switch (tag) {
          case VARINT_1 -> put(name, values, n++, list.varint());
          case MESSAGE_1 -> {
            ProtoReader packed = new ProtoReader(list.delimited());
            while (packed.hasMore()) {
              put(name, values, n++, packed.varint());
            }
          }
          default -> list.skip(tag);
        }
      }
      return n;
    }

    /** Values behind the last one are counted, for the message, and not kept. */
    private void put(String name, int[] values, int index, long value) {
      if (value < 0 || value > Integer.MAX_VALUE) {
        throw position.error(
            name + "[" + index + "] is " + value + ", expected a value of 0 to 2147483647");
      }
      if (index < values.length) {
        values[index] = (int) value;
      }
    }

    private BadInputException wrongType(String name, String found) {
      return position.error(name + " is a list of " + found + ", expected int64");
    }
  }
}
