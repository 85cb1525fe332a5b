package org.electra4j.spark;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.electra4j.data.Corpus;

/** Files on any file system of Hadoop, streamed from there. */
record HadoopCorpus(List<Source> files, OptionalLong textBytes) implements Corpus {
  /**
   * The files of a corpus.
   *
   * @param textColumn of Parquet files
   */
  static HadoopCorpus of(InputFiles inputs, String textColumn, Configuration configuration) {
    List<Source> sources =
        inputs.files().stream()
            .map(
                file ->
                    inputs.parquet()
                        ? new ParquetDocuments(new Path(file.path()), textColumn, configuration)
                        : text(file.path(), configuration))
            .toList();
    return new HadoopCorpus(
        sources,
        inputs.parquet()
            ? OptionalLong.empty()
            : OptionalLong.of(
                inputs.files().stream().mapToLong(InputFiles.InputFile::bytes).sum()));
  }

  private static Source text(URI file, Configuration configuration) {
    return (random, reader) -> {
      Path path = new Path(file);
      reader.read(path.getFileSystem(configuration).open(path), path.toString());
    };
  }
}
