package org.electra4j.finetuning.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.data.TfRecordReader;
import org.electra4j.data.TfRecordWriter;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one data set, {@code <name>.tfrecord}, and {@code <name>.metadata}, which says
 * what they were made of. They are used again only for the same input; the original uses them for
 * any. Both files are written whole, and the metadata hold the checksum of the records, so that the
 * two belong together whatever other processes do.
 */
final class RecordCache {
  private static final Logger LOG = LoggerFactory.getLogger(RecordCache.class);

  /** As the original calls it; the padding counts. */
  private static final String EXAMPLES = "n_examples";

  private static final String INPUT = "input_sha256";
  private static final String RECORDS = "tfrecord_sha256";

  private final FeaturesCodec codec;
  private final Path records;
  private final Path metadata;

  /** The data set of that name in that directory. */
  RecordCache(FeaturesCodec codec, Path directory, String name) {
    this.codec = codec;
    this.records = directory.resolve(name + ".tfrecord");
    this.metadata = directory.resolve(name + ".metadata");
  }

  /**
   * The examples, padding included, if the files are there, whole and made of that input. If they
   * are there and are not, a line says why.
   *
   * @param input tells the input from any other
   */
  Optional<List<FeaturizedExample>> read(String input) {
    if (!Files.exists(metadata)) {
      LOG.info("Existing tfrecords not found so creating");
      return Optional.empty();
    }
    try {
      JsonNode about = Json.read(metadata);
      if (!about.path(INPUT).asText().equals(input)) {
        LOG.info("{} were made of other files or settings, so making them again", records);
        return Optional.empty();
      }
      if (!about.path(RECORDS).asText().equals(Sha256.of(records))) {
        throw new BadInputException(records + ": not the file that " + metadata + " describes");
      }
      return Optional.of(examples(about.path(EXAMPLES).asInt()));
    } catch (BadInputException e) {
      LOG.warn("{}; making it again", e.getMessage());
      return Optional.empty();
    }
  }

  /** Writes the examples. */
  void write(String input, List<FeaturizedExample> examples) {
    MessageDigest digest = Sha256.digest();
    AtomicFiles.write(records, out -> write(examples, new DigestOutputStream(out, digest)));
    Json.write(
        metadata,
        Json.mapper()
            .createObjectNode()
            .put(EXAMPLES, examples.size())
            .put(INPUT, input)
            .put(RECORDS, Sha256.hex(digest)));
  }

  private void write(List<FeaturizedExample> examples, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out);
    TfRecordWriter writer = new TfRecordWriter(buffered);
    for (FeaturizedExample example : examples) {
      writer.write(codec.encode(example));
    }
    buffered.flush();
  }

  private List<FeaturizedExample> examples(int expected) {
    List<FeaturizedExample> examples = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(records)) {
      for (byte[] data = reader.next(); data != null; data = reader.next()) {
        examples.add(codec.decode(data, reader.position()));
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + records + ": " + AtomicFiles.reason(e), e);
    }
    if (examples.size() != expected) {
      throw new BadInputException(
          "%s: %d records, expected %d".formatted(records, examples.size(), expected));
    }
    return examples;
  }
}
