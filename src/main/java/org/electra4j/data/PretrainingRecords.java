package org.electra4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.IntList;

/**
 * The examples of many TFRecord files by number, in the order of the files and of the records in
 * them. The files are memory-mapped; the heap holds four bytes a record. Thread-safe.
 */
public final class PretrainingRecords implements ExampleSource {
  /** Bytes of a file that are mapped at a time, so that offsets are ints. */
  private static final int SEGMENT = 1 << 30;

  /**
   * Part of a file.
   *
   * @param bytes little endian, starting at a record
   * @param start the byte offset of the part in the file
   * @param offsets where its records start in {@code bytes}
   * @param recordsBefore the number of records of the file before this part
   */
  private record Segment(
      Path file, ByteBuffer bytes, long start, int[] offsets, long recordsBefore) {
    RecordPosition position(int i) {
      return new RecordPosition(file, recordsBefore + i, start + offsets[i]);
    }
  }

  private final PretrainingExampleCodec codec;
  private final int maxSeqLength;
  private final int vocabSize;
  private List<Segment> segments;

  /** The number of the first record of each segment, and behind them the number of records. */
  private long[] firstRecords;

  private PretrainingRecords(List<Segment> segments, int maxSeqLength, int vocabSize) {
    this.codec = new PretrainingExampleCodec(maxSeqLength);
    this.maxSeqLength = maxSeqLength;
    this.vocabSize = vocabSize;
    this.segments = segments;
    this.firstRecords = new long[segments.size() + 1];
    for (int i = 0; i < segments.size(); i++) {
      firstRecords[i + 1] = firstRecords[i] + segments.get(i).offsets.length;
    }
  }

  /** Opens files whose token ids may be any; see {@link #open(List, int, int)}. */
  public static PretrainingRecords open(List<Path> files, int maxSeqLength) {
    return open(files, maxSeqLength, Integer.MAX_VALUE);
  }

  /**
   * Opens files and finds their records.
   *
   * @param maxSeqLength the length that every record must have
   * @param vocabSize a bound on the token ids
   * @throws BadInputException if a file cannot be read or is truncated or corrupt, if there are no
   *     records at all, or if the first record is not as the arguments say (each other record is
   *     checked when it is read)
   */
  public static PretrainingRecords open(List<Path> files, int maxSeqLength, int vocabSize) {
    return open(files, maxSeqLength, vocabSize, SEGMENT);
  }

  /** Maps {@code segmentSize} bytes of a file at a time, no fewer than the longest record has. */
  static PretrainingRecords open(
      List<Path> files, int maxSeqLength, int vocabSize, int segmentSize) {
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      map(file, segmentSize, segments);
    }
    PretrainingRecords records = new PretrainingRecords(segments, maxSeqLength, vocabSize);
    if (records.size() == 0) {
      throw new BadInputException(
          files.size() == 1
              ? files.get(0) + " has no records"
              : "no records in any of the " + files.size() + " files from " + files.get(0) + " on");
    }
    records.get(0);
    return records;
  }

  /** The number of records. */
  @Override
  public long size() {
    return firstRecords[firstRecords.length - 1];
  }

  /**
   * One example.
   *
   * @param index in [0, size)
   * @throws BadInputException naming file, record and byte offset if the record's checksum, its
   *     features, their length or a token id is wrong
   */
  public PretrainingExample get(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(index + " of " + size() + " records");
    }
    int found = Arrays.binarySearch(firstRecords, index);
    int s = found >= 0 ? found : -found - 2;
    Segment segment = segments.get(s);
    int i = (int) (index - firstRecords[s]);
    ByteBuffer bytes = segment.bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(segment.offsets[i]);
    RecordPosition position = segment.position(i);
    int length = (int) bytes.getLong(bytes.position());
    TfRecordFraming.checkData(bytes, length, position);
    ByteBuffer data = bytes.slice(bytes.position() + TfRecordFraming.HEADER, length);
    PretrainingExample example = codec.decode(data, position);
    checkIds(example.inputIds(), position);
    return example;
  }

  /** Examples that are the same at every visit; nothing is drawn. */
  @Override
  public Inputs batch(long[] indices, RandomGenerator random) {
    int size = indices.length * maxSeqLength;
    Inputs batch =
        new Inputs(indices.length, maxSeqLength, new int[size], new int[size], new int[size]);
    for (int row = 0; row < indices.length; row++) {
      PretrainingExample example = get(indices[row]);
      int start = row * maxSeqLength;
      System.arraycopy(example.inputIds(), 0, batch.inputIds(), start, maxSeqLength);
      System.arraycopy(example.inputMask(), 0, batch.inputMask(), start, maxSeqLength);
      System.arraycopy(example.segmentIds(), 0, batch.segmentIds(), start, maxSeqLength);
    }
    return batch;
  }

  /** Lets go of the files; there are no records then. */
  @Override
  public void close() {
    segments = List.of();
    firstRecords = new long[1];
  }

  private void checkIds(int[] ids, RecordPosition position) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= vocabSize) {
        throw position.error(
            "input_ids["
                + i
                + "] is "
                + ids[i]
                + ", expected less than the vocabulary size "
                + vocabSize
                + " (records of another vocabulary?)");
      }
    }
  }

  private static void map(Path file, int segmentSize, List<Segment> segments) {
    try (FileChannel channel = FileChannel.open(file)) {
      long fileSize = channel.size();
      long records = 0;
      for (long start = 0; start < fileSize; ) {
        long length = Math.min(fileSize - start, segmentSize);
        ByteBuffer bytes = channel.map(MapMode.READ_ONLY, start, length);
        IntList offsets = new IntList();
        int end =
            scan(file, bytes.order(ByteOrder.LITTLE_ENDIAN), start, fileSize, records, offsets);
        segments.add(new Segment(file, bytes, start, offsets.toArray(), records));
        records += offsets.size();
        start += end;
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Finds the records that lie whole in a segment; returns where the last of them ends. */
  private static int scan(
      Path file, ByteBuffer bytes, long start, long fileSize, long records, IntList offsets) {
    int at = 0;
    while (at < bytes.limit()) {
      long available = fileSize - start - at;
      if (bytes.limit() - at < Math.min(available, TfRecordFraming.HEADER)) {
        break;
      }
      RecordPosition position = new RecordPosition(file, records + offsets.size(), start + at);
      int length = TfRecordFraming.checkedLength(bytes.position(at), available, position);
      long end = (long) at + TfRecordFraming.HEADER + length + TfRecordFraming.FOOTER;
      if (end > bytes.limit()) {
        break;
      }
      offsets.add(at);
      at = (int) end;
    }
    return at;
  }
}
