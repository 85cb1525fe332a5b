package org.electra4j.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.PretrainingExample;
import org.electra4j.data.PretrainingExampleCodec;
import org.electra4j.data.TfRecordWriter;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;

/** A data directory with a vocabulary of 200 tokens and records of length 32, made up by a seed. */
public final class TinyRun {
  private static final int LENGTH = 32;
  private static final int VOCABULARY = 200;

  private TinyRun() {}

  /** Writes vocabulary and records. */
  public static void writeData(Path dataDir, int records, long seed) throws IOException {
    Path shards = Files.createDirectories(dataDir.resolve("pretrain_tfrecords"));
    Files.copy(Reference.tinyVocabulary(), dataDir.resolve("vocab.txt"));
    PretrainingExampleCodec codec = new PretrainingExampleCodec(LENGTH);
    Random random = new Random(seed);
    try (TfRecordWriter writer =
        new TfRecordWriter(
            Files.newOutputStream(shards.resolve("pretrain_data.tfrecord-0-of-1")))) {
      for (int i = 0; i < records; i++) {
        writer.write(codec.encode(example(random)));
      }
    }
  }

  /** {@code [CLS] ... [SEP] ... [SEP]}, in which tokens mostly follow from those before. */
  private static PretrainingExample example(Random random) {
    int[] ids = new int[LENGTH];
    int[] mask = new int[LENGTH];
    int[] segments = new int[LENGTH];
    int tokens = LENGTH - random.nextInt(8);
    int middle = tokens / 2;
    int next = 5 + random.nextInt(VOCABULARY - 5);
    for (int i = 0; i < tokens; i++) {
      mask[i] = 1;
      segments[i] = i > middle ? 1 : 0;
      ids[i] = i == 0 ? 2 : i == middle || i == tokens - 1 ? 3 : next;
      next = random.nextInt(10) == 0 ? 5 + random.nextInt(VOCABULARY - 5) : 5 + (next * 7) % 195;
    }
    return new PretrainingExample(ids, mask, segments);
  }

  /** Hparams of a model of two layers, with dropout. */
  public static ObjectNode hparams() {
    return (ObjectNode)
        Json.parse(
            """
            {"vocab_size": 200, "max_seq_length": 32, "embedding_size": 16,
             "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
               "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 32},
             "train_batch_size": 8, "eval_batch_size": 8, "num_eval_steps": 5,
             "num_train_steps": 60, "num_warmup_steps": 10, "learning_rate": 0.003,
             "save_checkpoints_steps": 20, "log_steps": 10, "seed": 7}
            """,
            "hparams of the tiny run");
  }

  static PretrainingConfig config(Path dataDir, ObjectNode hparams) {
    return PretrainingConfig.of("tiny", dataDir, hparams);
  }
}
