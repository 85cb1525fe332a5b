package org.electra4j.data;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Checks every record of TFRecord files of pretraining examples. */
public final class RecordVerifier {
  /** Problems of one file that are told; more of them are counted. */
  private static final int PROBLEMS_TOLD = 20;

  private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{1,7})-of-(\\d{1,7})");

  /**
   * What was found.
   *
   * @param files files read
   * @param records records read, bad ones included
   * @param tokens tokens in good records, padding left out
   * @param maxSeqLength the length that all records must have; 0 if there are none
   * @param badRecords records with a problem, files that cannot be read, and missing shards
   * @param problems one line each, naming file, record and byte offset
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Result(
      long files,
      long records,
      long tokens,
      int maxSeqLength,
      long badRecords,
      List<String> problems) {}

  private final int vocabSize;
  private final LongConsumer progress;
  private final List<String> problems = new ArrayList<>();
  private int maxSeqLength;
  private PretrainingExampleCodec codec;
  private long records;
  private long tokens;
  private long badRecords;
  private long bytesRead;
  private int toldOfFile;

  private RecordVerifier(OptionalInt maxSeqLength, OptionalInt vocabSize, LongConsumer progress) {
    this.progress = progress;
    this.vocabSize = vocabSize.orElse(Integer.MAX_VALUE);
    maxSeqLength.ifPresent(this::expectLength);
  }

  /**
   * Reads files to their ends; a file whose framing is lost is given up there.
   *
   * @param maxSeqLength the length of every record; if empty, that of the first
   * @param vocabSize a bound on the token ids, if any
   * @param progress is told the bytes read so far
   */
  public static Result verify(
      List<Path> files, OptionalInt maxSeqLength, OptionalInt vocabSize, LongConsumer progress) {
    RecordVerifier verifier = new RecordVerifier(maxSeqLength, vocabSize, progress);
    files.forEach(verifier::readFile);
    verifier.addMissingShards(files);
    return new Result(
        files.size(),
        verifier.records,
        verifier.tokens,
        verifier.maxSeqLength,
        verifier.badRecords,
        List.copyOf(verifier.problems));
  }

  private void readFile(Path file) {
    toldOfFile = 0;
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      while (reader.hasMore()) {
        records++;
        try {
          byte[] data = reader.next();
          bytesRead += TfRecordFraming.HEADER + data.length + TfRecordFraming.FOOTER;
          progress.accept(bytesRead);
          checkRecord(data, reader.position());
        } catch (BadInputException e) {
          addProblem(e.getMessage());
        }
      }
    } catch (BadInputException e) {
      addProblem(e.getMessage());
    } catch (IOException e) {
      addProblem("cannot read " + file + ": " + AtomicFiles.reason(e));
    }
    if (toldOfFile > PROBLEMS_TOLD) {
      problems.add(file + ": " + (toldOfFile - PROBLEMS_TOLD) + " more records with problems");
    }
  }

  private void checkRecord(byte[] data, RecordPosition position) {
    if (codec == null) {
      int length = lengthOf(data, position);
      if (length == 0) {
        throw position.error("has no int64 feature input_ids, by which to tell max_seq_length");
      }
      expectLength(length);
    }
    PretrainingExample example = codec.decode(ByteBuffer.wrap(data), position);
    int present = 0;
    for (int i = 0; i < maxSeqLength; i++) {
      requireBelow(vocabSize, "input_ids", example.inputIds(), i, position);
      requireBelow(2, "input_mask", example.inputMask(), i, position);
      requireBelow(2, "segment_ids", example.segmentIds(), i, position);
      present += example.inputMask()[i];
    }
    tokens += present;
  }

  /** A dataset that was copied in part still holds nothing but good records. */
  private void addMissingShards(List<Path> files) {
    Map<String, BitSet> missing = new TreeMap<>();
    for (Path file : files) {
      Matcher shard = SHARD.matcher(file.toString());
      if (shard.matches()) {
        int count = Integer.parseInt(shard.group(3));
        missing
            .computeIfAbsent(shard.group(1) + "-*-of-" + count, pattern -> firstBits(count))
            .clear(Integer.parseInt(shard.group(2)));
      }
    }
    missing.forEach(
        (pattern, shards) -> {
          badRecords += shards.cardinality();
          if (!shards.isEmpty()) {
            problems.add(
                String.format(
                    "%s: %d of the shards are missing, the first is %d",
                    pattern, shards.cardinality(), shards.nextSetBit(0)));
          }
        });
  }

  private static BitSet firstBits(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }

  private static void requireBelow(
      int bound, String feature, int[] values, int i, RecordPosition position) {
    if (values[i] >= bound) {
      throw position.error(
          feature + "[" + i + "] is " + values[i] + ", expected less than " + bound);
    }
  }

  private void expectLength(int length) {
    maxSeqLength = length;
    codec = new PretrainingExampleCodec(length);
  }

  private static int lengthOf(byte[] data, RecordPosition position) {
    try {
      return Example.parseFrom(data)
          .getFeatures()
          .getFeatureOrDefault("input_ids", Feature.getDefaultInstance())
          .getInt64List()
          .getValueCount();
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException(position + ": not a tf.train.Example: " + e.getMessage(), e);
    }
  }

  private void addProblem(String problem) {
    badRecords++;
    if (toldOfFile++ < PROBLEMS_TOLD) {
      problems.add(problem);
    }
  }
}
