package org.electra4j.cli;

import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.electra4j.data.OpenWebText;

/** The original's {@code build_openwebtext_pretraining_dataset.py}. */
final class BuildOpenWebTextDatasetCommand implements Command {
  @Override
  public String name() {
    return "build-openwebtext-pretraining-dataset";
  }

  @Override
  public String summary() {
    return "makes pretraining records of OpenWebText's archives";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        Option.builder()
            .longOpt("data-dir")
            .required()
            .hasArg()
            .argName("DIR")
            .desc(
                "reads vocab.txt and openwebtext/ (.xz archives of text files, or plain tar files"
                    + " of such archives) in it, writes pretrain_tfrecords/")
            .get());
    return DatasetCommand.addOptions(options);
  }

  @Override
  public String examples() {
    return "./electra build-openwebtext-pretraining-dataset --data-dir data --num-processes 4"
        + " --seed 1";
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    Path data = Path.of(line.getOptionValue("data-dir"));
    // As in the original blank lines are skipped: each text file is one document.
    return DatasetCommand.build(
        line,
        data.resolve("vocab.txt"),
        data.resolve("pretrain_tfrecords"),
        false,
        OpenWebText.of(data.resolve("openwebtext")));
  }
}
