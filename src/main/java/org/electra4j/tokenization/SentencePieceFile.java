package org.electra4j.tokenization;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;

/**
 * A {@code .model} file of SentencePiece, a protocol buffer {@code ModelProto}, of which the pieces
 * are read here and the rest is left to SentencePiece.
 *
 * @param bytes the whole file
 * @param vocabulary its pieces, and behind them those special tokens that it lacks
 */
record SentencePieceFile(byte[] bytes, Vocabulary vocabulary) {
  /** {@code ModelProto.pieces}. */
  private static final int PIECES = 1;

  /** {@code ModelProto.SentencePiece.piece} and {@code type}. */
  private static final int PIECE = 1;

  private static final int TYPE = 3;

  /** Values of {@code ModelProto.SentencePiece.Type}. */
  private static final int NORMAL = 1;

  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  /** Whether a vocabulary file is one of these: its name ends in .model. */
  static boolean isOne(Path file) {
    return file.toString().endsWith(".model");
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read or is no such model
   */
  static SentencePieceFile read(Path file) {
    byte[] bytes;
    try (FileBytes content = FileBytes.open(file)) {
      bytes = content.read(0, content.size()).array();
    }
    try {
      return new SentencePieceFile(bytes, new Reader(file.toString()).read(bytes));
    } catch (IOException e) {
      String reason = e instanceof InvalidProtocolBufferException ? "" : ": " + e.getMessage();
      throw new BadInputException(file + " is not a model of SentencePiece" + reason, e);
    }
  }

  private static final class Reader {
    private final String where;
    private final List<String> pieces = new ArrayList<>();

    /** The pieces that stand for no text, or for text that is exactly theirs. */
    private final Set<String> symbols = new HashSet<>();

    private String unknown;

    Reader(String where) {
      this.where = where;
    }

    Vocabulary read(byte[] bytes) throws IOException {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == PIECES) {
          addPiece(CodedInputStream.newInstance(in.readByteArray()));
        } else {
          in.skipField(tag);
        }
      }
      if (unknown == null) {
        throw new BadInputException(
            where
                + " is not a model of SentencePiece: among its "
                + pieces.size()
                + " pieces is none for unknown text");
      }
      SpecialTokenNames names = SpecialTokenNames.ofSentencePiece(symbols, unknown);
      for (String name : names.all()) {
        if (!name.equals(unknown) && !symbols.contains(name)) {
          pieces.add(name);
        }
      }
      return Vocabulary.of(pieces, names, where);
    }

    private void addPiece(CodedInputStream in) throws IOException {
      String piece = "";
      int type = NORMAL;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case PIECE -> piece = in.readString();
          case TYPE -> type = in.readEnum();
          default -> in.skipField(tag);
        }
      }
      if (type == UNKNOWN) {
        unknown = piece;
      } else if (type == CONTROL || type == USER_DEFINED) {
        symbols.add(piece);
      }
      pieces.add(piece);
    }
  }
}
