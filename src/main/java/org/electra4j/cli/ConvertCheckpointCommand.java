package org.electra4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.conversion.CheckpointConverter;
import org.electra4j.conversion.CheckpointFormat;
import org.electra4j.conversion.ConversionOptions;
import org.electra4j.conversion.InferredModel;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Directories;
import org.electra4j.serving.SavedModelExporter;
import org.tensorflow.proto.DataType;

/** Converts checkpoints between the original's format and Hugging Face's. */
final class ConvertCheckpointCommand implements Command {
  @Override
  public String name() {
    return "convert-checkpoint";
  }

  @Override
  public String summary() {
    return "between TensorFlow, Hugging Face and SavedModel; takes parts, averages, grows";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.required(
                "from", "PATH", "TensorFlow prefix or directory, Hugging Face directory or file"))
        .addOption(
            CommandOptions.required(
                "to",
                "PATH",
                "TensorFlow prefix or directory, or Hugging Face or SavedModel directory"))
        .addOption(CommandOptions.required("format", "tf|hf|savedmodel", "format of the target"))
        .addOption(
            CommandOptions.value(
                "part",
                "PART",
                "discriminator, generator or both; for hf, both are two directories in --to"
                    + " (default: tf both, hf discriminator)"))
        .addOption(
            CommandOptions.value(
                "architecture", "ElectraModel", "the encoder alone, without its head"))
        .addOption(
            CommandOptions.value(
                "dtype", "TYPE", "for hf: float32, float16 or bfloat16 (default: float32)"))
        .addOption(
            CommandOptions.value(
                "max-shard-mb", "N", "for hf: split weights into files of at most N MB"))
        .addOption(CommandOptions.flag("keep-slots", "keep Adam's slots (tf to tf)"))
        .addOption(
            CommandOptions.value("average", "PATH,PATH...", "mean of --from and these checkpoints"))
        .addOption(
            CommandOptions.value(
                "add-tokens", "FILE", "new tokens, one a line; embeddings: mean of all others"))
        .addOption(
            CommandOptions.value(
                "positions", "N", "grow the table of positions to N, repeating the old ones"))
        .addOption(
            CommandOptions.value(
                "vocab-file", "FILE", "vocabulary (default: vocab.txt beside or above --from)"))
        .addOption(CommandOptions.flag("cased", "the vocabulary keeps case"))
        .addOption(CommandOptions.value("task", "NAME", "fine-tuning task whose head is carried"))
        .addOption(
            CommandOptions.value(
                "num-attention-heads", "N", "where no file tells it (default: hidden size / 64)"));
  }

  @Override
  public String examples() {
    return """
        ./electra convert-checkpoint --from electra_small/electra_small --to hf/electra-small --format hf
        ./electra convert-checkpoint --from hf/electra-small --to electra/model.ckpt-0 --format tf
        ./electra convert-checkpoint --from data/models/my-electra --to hf/my --format hf --part both
        ./electra convert-checkpoint --from hf/electra-small --to served/electra/1 --format savedmodel
        """;
  }

  @Override
  public int run(CommandLine line) throws Exception {
    String to = line.getOptionValue("to");
    String format = oneOf(line, "format", "tf", "hf", "savedmodel");
    boolean huggingFace = format.equals("hf");
    if (format.equals("tf") && to.endsWith("/")) {
      AtomicFiles.createParent(Path.of(to).resolve("model.ckpt"));
    }
    if (huggingFace && Files.exists(Path.of(to)) && !Files.isDirectory(Path.of(to))) {
      throw new BadInputException("--to " + to + ": not a directory");
    }
    if (line.hasOption("architecture")) {
      oneOf(line, "architecture", "ElectraModel");
    }
    if (format.equals("savedmodel")) {
      export(line, Path.of(to));
      return 0;
    }
    CheckpointConverter.Result result =
        CheckpointConverter.convert(options(line, Path.of(to), huggingFace));
    result.notes().forEach(note -> System.err.println("note: " + note));
    result.written().forEach(path -> System.out.println("wrote " + path));
    return 0;
  }

  /** By way of a TensorFlow checkpoint in a temporary directory. */
  private static void export(CommandLine line, Path to) throws IOException {
    if (line.hasOption("keep-slots") || line.hasOption("add-tokens") || line.hasOption("part")) {
      throw new BadInputException(
          "--format savedmodel takes the discriminator or fine-tuned model as it is");
    }
    Path scratch = Files.createTempDirectory("electra-export");
    try {
      List<String> notes = new ArrayList<>();
      Path prefix = scratch.resolve("model");
      InferredModel model = CheckpointConverter.stage(options(line, prefix, false), notes);
      Set<String> signatures =
          SavedModelExporter.export(prefix, model.transformer(), model.embeddingSize(), to);
      notes.forEach(note -> System.err.println("note: " + note));
      System.out.println("wrote " + to + " with the signatures " + String.join(", ", signatures));
    } finally {
      Directories.delete(scratch);
    }
  }

  private static ConversionOptions options(CommandLine line, Path to, boolean huggingFace) {
    return new ConversionOptions(
        Path.of(line.getOptionValue("from")),
        to,
        huggingFace ? CheckpointFormat.SAFETENSORS : CheckpointFormat.TENSORFLOW,
        part(line),
        line.hasOption("architecture"),
        dtype(line, huggingFace),
        line.hasOption("max-shard-mb")
            ? 1_000_000L * NumberOptions.integer(line, "max-shard-mb", 0, 1)
            : Long.MAX_VALUE,
        line.hasOption("keep-slots"),
        paths(line.getOptionValue("average")),
        path(line, "add-tokens"),
        NumberOptions.integer(line, "positions", 0, 0),
        path(line, "vocab-file"),
        line.hasOption("cased") ? Boolean.TRUE : null,
        line.getOptionValue("task"),
        NumberOptions.integer(line, "num-attention-heads", 0, 0));
  }

  private static ConversionOptions.Part part(CommandLine line) {
    return line.hasOption("part")
        ? ConversionOptions.Part.valueOf(
            oneOf(line, "part", "discriminator", "generator", "both").toUpperCase(Locale.ROOT))
        : null;
  }

  private static DataType dtype(CommandLine line, boolean huggingFace) {
    if (!line.hasOption("dtype")) {
      return DataType.DT_FLOAT;
    }
    String dtype = oneOf(line, "dtype", "float32", "float16", "bfloat16");
    if (!huggingFace && !dtype.equals("float32")) {
      throw new BadInputException("--dtype " + dtype + ": the original's variables are float32");
    }
    return switch (dtype) {
      case "float16" -> DataType.DT_HALF;
      case "bfloat16" -> DataType.DT_BFLOAT16;
      default -> DataType.DT_FLOAT;
    };
  }

  private static List<Path> paths(String list) {
    return list == null ? List.of() : Arrays.stream(list.split(",", -1)).map(Path::of).toList();
  }

  private static Path path(CommandLine line, String option) {
    return line.hasOption(option) ? Path.of(line.getOptionValue(option)) : null;
  }

  private static String oneOf(CommandLine line, String option, String... allowed) {
    String value = line.getOptionValue(option);
    if (!List.of(allowed).contains(value)) {
      throw new BadInputException(
          "--%s is '%s', expected %s".formatted(option, value, String.join(" or ", allowed)));
    }
    return value;
  }
}
