package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.cli.benchmark.BatchesBenchmark;
import org.electra4j.cli.benchmark.BenchmarkRow;
import org.electra4j.cli.benchmark.BenchmarkText;
import org.electra4j.cli.benchmark.ConvertBenchmark;
import org.electra4j.cli.benchmark.DataBenchmark;
import org.electra4j.cli.benchmark.FinetuningBenchmark;
import org.electra4j.cli.benchmark.LocalWorkers;
import org.electra4j.cli.benchmark.MemoryBenchmark;
import org.electra4j.cli.benchmark.PretrainingBenchmark;
import org.electra4j.cli.benchmark.StartupBenchmark;
import org.electra4j.cli.benchmark.TokenizationBenchmark;
import org.electra4j.cli.benchmark.WorkersBenchmark;
import org.electra4j.cluster.Workers;
import org.electra4j.config.Hparams;
import org.electra4j.data.TextCorpus;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Directories;
import org.electra4j.io.Json;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/** {@code electra benchmark}: measures this machine. */
final class BenchmarkCommand implements Command {
  private static final List<String> KINDS =
      List.of(
          "pretraining",
          "finetuning",
          "tokenization",
          "data",
          "batches",
          "startup",
          "convert",
          "memory",
          "workers");
  private static final int VOCAB_SIZE = 30522;

  @Override
  public String name() {
    return "benchmark";
  }

  @Override
  public String summary() {
    return "measures training steps, fine-tuning, tokenization, building of records, masked batches from records, start-up, conversion, memory, workers";
  }

  @Override
  public String arguments() {
    return String.join("|", KINDS);
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.value(
                "repeats", "N", "how often to measure (default 5, training steps 20, memory 200)"))
        .addOption(
            CommandOptions.value(
                "threads",
                "LIST",
                "tokenization, data: numbers of threads (default 1 and all cores)"))
        .addOption(
            CommandOptions.value(
                "corpus-dir",
                "DIR",
                "tokenization, data: text files (default: 8 MB of the demo's text)"))
        .addOption(
            CommandOptions.value(
                "vocab-file",
                "FILE",
                "tokenization, data: vocabulary (default: one of the demo's text)"))
        .addOption(
            CommandOptions.value(
                "model-size",
                "SIZE",
                "pretraining, startup, convert: small, base or large (default small)"))
        .addOption(
            CommandOptions.value(
                "batch", "N", "sequences of a step (default 16, finetuning 32, batches 128)"))
        .addOption(CommandOptions.value("length", "N", "tokens of a sequence (default 128)"))
        .addOption(
            CommandOptions.value(
                "precision", "LIST", "pretraining, startup: fp32, bf16 or both (default fp32)"))
        .addOption(
            CommandOptions.value(
                "tasks",
                "LIST",
                "finetuning: steps on the sentences of these tasks, padded to their longest"
                    + " (default: on random tokens of several lengths)"))
        .addOption(
            CommandOptions.value(
                "data-dir", "DIR", "finetuning: where vocab.txt and finetuning_data are"))
        .addOption(
            CommandOptions.value(
                "hparams", "JSON|FILE", "pretraining, startup, memory: over those of the size"))
        .addOption(
            CommandOptions.value(
                "out", "DIR", "memory: where memory.tsv and memory.svg go (default: here)"))
        .addOption(
            CommandOptions.value(
                "workers",
                "LIST",
                "workers: measure these (host:port,...), of which this process is one, instead of"
                    + " 1, 2 and 4 on this machine"))
        .addOption(
            CommandOptions.value(
                "worker-index", "I", "workers: the place of this process in --workers, from 0"))
        .addOption(CommandOptions.flag("json", "print the rows as JSON"));
  }

  @Override
  public String examples() {
    return """
        electra benchmark pretraining --batch 16 --length 128 --precision fp32,bf16
        electra benchmark finetuning --data-dir data --tasks cola,sst,mrpc,rte
        electra benchmark tokenization --corpus-dir corpus --vocab-file vocab.txt --threads 1,2
        electra benchmark data --json
        electra benchmark batches --batch 128 --length 128
        electra benchmark startup --repeats 3
        electra benchmark memory --repeats 5000 --hparams '{"max_seq_length": 32, "train_batch_size": 4}'
        electra benchmark convert --json
        electra benchmark workers --batch 8
        """;
  }

  @Override
  public int run(CommandLine line) throws Exception {
    List<String> kinds = line.getArgList();
    if (kinds.size() != 1 || !KINDS.contains(kinds.get(0))) {
      throw new BadInputException(
          "expected one of " + String.join(", ", KINDS) + " as what to measure, not " + kinds);
    }
    String kind = kinds.get(0);
    Path scratch = Files.createTempDirectory("electra-benchmark");
    try {
      List<BenchmarkRow> rows =
          switch (kind) {
            case "pretraining" -> pretraining(line);
            case "finetuning" -> finetuning(line, scratch);
            case "startup" -> startup(line, scratch);
            case "data" -> data(line, scratch);
            case "memory" -> memory(line);
            case "batches" ->
                BatchesBenchmark.run(
                    NumberOptions.integer(line, "batch", 128, 1),
                    NumberOptions.integer(line, "length", 128, 8),
                    NumberOptions.integer(line, "repeats", 5, 1),
                    scratch);
            case "workers" -> workers(line, scratch);
            case "convert" ->
                ConvertBenchmark.run(
                    launcher(),
                    line.getOptionValue("model-size", "small"),
                    NumberOptions.integer(line, "repeats", 5, 1),
                    scratch);
            default -> tokenization(line, scratch);
          };
      print(kind, rows, line.hasOption("json"));
    } finally {
      Directories.delete(scratch);
    }
    return 0;
  }

  private static List<BenchmarkRow> pretraining(CommandLine line) throws Exception {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (String precision : precisions(line)) {
      rows.addAll(
          PretrainingBenchmark.run(
              hparams(line, precision), NumberOptions.integer(line, "repeats", 20, 1)));
    }
    return rows;
  }

  private static List<BenchmarkRow> memory(CommandLine line) {
    return MemoryBenchmark.run(
        hparams(line, line.getOptionValue("precision", "fp32")),
        NumberOptions.integer(line, "repeats", 200, 1),
        Path.of(line.getOptionValue("out", "")));
  }

  private List<BenchmarkRow> workers(CommandLine line, Path scratch) throws Exception {
    ObjectNode hparams = hparams(line, line.getOptionValue("precision", "fp32"));
    int repeats = NumberOptions.integer(line, "repeats", 20, 1);
    Optional<Workers> these = WorkerOptions.of(line);
    return these.isEmpty()
        ? LocalWorkers.run(electra(), hparams, repeats, scratch)
        : WorkersBenchmark.run(hparams, repeats, these.get(), why -> Main.halt(this, why));
  }

  private static List<BenchmarkRow> finetuning(CommandLine line, Path scratch) throws Exception {
    ObjectNode hparams = hparams(line, line.getOptionValue("precision", "fp32"));
    hparams.put("train_batch_size", NumberOptions.integer(line, "batch", 32, 1));
    hparams.put("preprocessed_data_dir", scratch.resolve("records").toString());
    if (line.hasOption("vocab-file")) {
      hparams.put("vocab_file", line.getOptionValue("vocab-file"));
    }
    int repeats = NumberOptions.integer(line, "repeats", 20, 1);
    if (!line.hasOption("tasks")) {
      return FinetuningBenchmark.ofLengths(hparams, repeats);
    }
    return FinetuningBenchmark.ofTasks(
        hparams,
        Path.of(line.getOptionValue("data-dir", "")),
        List.of(line.getOptionValue("tasks").split(",", -1)),
        repeats);
  }

  private static List<BenchmarkRow> startup(CommandLine line, Path scratch) throws Exception {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (String precision : precisions(line)) {
      rows.addAll(
          StartupBenchmark.run(
              electra(),
              hparams(line, precision),
              NumberOptions.integer(line, "repeats", 5, 1),
              scratch.resolve(precision)));
    }
    return rows;
  }

  /** What starts this program in a process of its own, with the options of this JVM. */
  private static List<String> electra() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }

  /** The launcher as users call it, where this process comes from it. */
  private static List<String> launcher() {
    Path script = Path.of(System.getProperty("electra.home", ""), "electra");
    return System.getProperty("electra.home") != null && Files.isExecutable(script)
        ? List.of(script.toString())
        : electra();
  }

  private static List<BenchmarkRow> tokenization(CommandLine line, Path scratch) throws Exception {
    return TokenizationBenchmark.run(
        BenchmarkText.lines(corpus(line, scratch)),
        tokenizer(line),
        threads(line),
        NumberOptions.integer(line, "repeats", 5, 1));
  }

  private static List<BenchmarkRow> data(CommandLine line, Path scratch) throws Exception {
    return DataBenchmark.run(
        TextCorpus.of(corpus(line, scratch)),
        tokenizer(line),
        NumberOptions.integer(line, "length", 128, 1),
        threads(line),
        NumberOptions.integer(line, "repeats", 5, 1),
        scratch.resolve("records"));
  }

  private static Path corpus(CommandLine line, Path scratch) {
    if (line.hasOption("corpus-dir")) {
      return Path.of(line.getOptionValue("corpus-dir"));
    }
    Path corpus = scratch.resolve("corpus");
    BenchmarkText.write(corpus);
    return corpus;
  }

  private static FullTokenizer tokenizer(CommandLine line) {
    Vocabulary vocabulary =
        line.hasOption("vocab-file")
            ? Vocabulary.read(Path.of(line.getOptionValue("vocab-file")))
            : BenchmarkText.vocabulary();
    return new FullTokenizer(vocabulary, TextNormalization.UNCASED);
  }

  private static ObjectNode hparams(CommandLine line, String precision) {
    ObjectNode hparams = Json.mapper().createObjectNode();
    hparams.put("model_size", line.getOptionValue("model-size", "small"));
    hparams.put("train_batch_size", NumberOptions.integer(line, "batch", 16, 1));
    hparams.put("max_seq_length", NumberOptions.integer(line, "length", 128, 1));
    hparams.put("vocab_size", VOCAB_SIZE);
    hparams.put("precision", precision);
    hparams.setAll(Hparams.read(line.getOptionValue("hparams"), null));
    return hparams;
  }

  private static List<String> precisions(CommandLine line) {
    return Arrays.asList(line.getOptionValue("precision", "fp32").split(",", -1));
  }

  private static List<Integer> threads(CommandLine line) {
    String text = line.getOptionValue("threads");
    if (text == null) {
      int cores = Runtime.getRuntime().availableProcessors();
      return cores == 1 ? List.of(1) : List.of(1, cores);
    }
    if (!text.matches("[1-9]\\d{0,3}(,[1-9]\\d{0,3})*")) {
      throw new BadInputException(
          "--threads is '" + text + "', expected whole numbers from 1 with commas between them");
    }
    return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static void print(String kind, List<BenchmarkRow> rows, boolean json) {
    if (!json) {
      rows.forEach(row -> System.out.println(row.line()));
      return;
    }
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("java", Runtime.version().toString());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("benchmark", kind);
    result.put("machine", machine);
    result.put("rows", rows);
    System.out.print(Json.write(result));
  }
}
