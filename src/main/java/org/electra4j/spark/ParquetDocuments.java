package org.electra4j.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.electra4j.data.Corpus;
import org.electra4j.data.PythonRandom;
import org.electra4j.io.BadInputException;

/**
 * The documents of a Parquet file: the text of each row in one column, in the order of the rows. A
 * null is a document without text. Other columns are not read.
 */
record ParquetDocuments(Path file, String column, Configuration configuration)
    implements Corpus.Source {
  @Override
  public void forEachDocument(PythonRandom random, Corpus.DocumentReader reader)
      throws IOException {
    Configuration onlyThatColumn = new Configuration(configuration);
    onlyThatColumn.set(
        ReadSupport.PARQUET_READ_SCHEMA, new MessageType("document", columnType()).toString());
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(onlyThatColumn).build()) {
      long row = 0;
      for (Group group = next(rows); group != null; group = next(rows)) {
        row++;
        byte[] text =
            group.getFieldRepetitionCount(0) == 0 ? new byte[0] : group.getBinary(0, 0).getBytes();
        reader.read(new ByteArrayInputStream(text), file + ", row " + row);
      }
    }
  }

  /** What the file says about the column. */
  private Type columnType() throws IOException {
    MessageType schema;
    try (ParquetFileReader footer =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
      schema = footer.getFileMetaData().getSchema();
    } catch (RuntimeException e) {
      // Parquet has no exception of its own for a file that is not one.
      throw new BadInputException(file + " is not a whole Parquet file: " + e.getMessage(), e);
    }
    if (!schema.containsField(column)) {
      throw new BadInputException(
          file
              + " has no column '"
              + column
              + "', only "
              + schema.getFields().stream().map(Type::getName).toList()
              + "; --text-column names the one with the text");
    }
    Type type = schema.getType(column);
    if (!type.isPrimitive()
        || type.isRepetition(Type.Repetition.REPEATED)
        || type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
      throw new BadInputException(
          file + ": column '" + column + "' is '" + type + "', expected one text a row");
    }
    return type;
  }

  private Group next(ParquetReader<Group> rows) throws IOException {
    try {
      return rows.read();
    } catch (ParquetRuntimeException e) {
      throw new BadInputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
