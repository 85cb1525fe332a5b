package org.electra4j.tokenization;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * A {@code tokenizer.json} as Hugging Face's {@code tokenizers} library writes it, of byte-level
 * BPE. Its truncation, padding and post-processor are left aside: sequences are framed and filled
 * up by what asks for the tokens.
 *
 * @param vocabulary all tokens
 * @param merges in the order in which they were learned
 * @param addedTokens those that are found in the text as they are
 * @param normalization what is done to the text between them
 * @param addsPrefixSpace whether a space is put before text that does not start with one
 * @param splits whether the text is split into words before merging
 * @param ignoresMerges whether a word that is a token is taken whole
 */
record TokenizerFile(
    Vocabulary vocabulary,
    List<BpeMerges.Pair> merges,
    List<AddedTokens.Token> addedTokens,
    JsonNormalization normalization,
    boolean addsPrefixSpace,
    boolean splits,
    boolean ignoresMerges) {

  private static final int BYTES = 256;

  /** Whether a vocabulary file is one of these: its name ends in .json. */
  static boolean isOne(Path file) {
    return file.toString().endsWith(".json");
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read, or asks for what is not supported
   */
  static TokenizerFile read(Path file) {
    return new Reader(file.toString()).read(Json.read(file));
  }

  private record Reader(String where) {
    TokenizerFile read(JsonNode json) {
      JsonNode model = json.path("model");
      requireByteLevelBpe(json, model);
      List<AddedTokens.Token> added = addedTokens(json.path("added_tokens"));
      Vocabulary vocabulary = vocabulary(model.path("vocab"), added);
      JsonNode splitting = json.path("pre_tokenizer");
      return new TokenizerFile(
          vocabulary,
          merges(model.path("merges"), vocabulary),
          added,
          JsonNormalization.of(json.path("normalizer"), where),
          splitting.path("add_prefix_space").asBoolean(true),
          splitting.path("use_regex").asBoolean(true),
          model.path("ignore_merges").asBoolean(false));
    }

    private void requireByteLevelBpe(JsonNode json, JsonNode model) {
      // Files of old versions of the library name no type.
      require(model, "model.type", model.path("type").asText("BPE").equals("BPE"), "BPE");
      String splitter = json.path("pre_tokenizer").path("type").asText();
      require(
          json.path("pre_tokenizer"),
          "pre_tokenizer.type",
          splitter.equals("ByteLevel"),
          "ByteLevel");
      require(model, "model.dropout", model.path("dropout").asDouble() == 0, "none");
      for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
        require(model, "model." + affix, model.path(affix).asText("").matches("|null"), "none");
      }
    }

    private void require(JsonNode parent, String name, boolean isSo, String expected) {
      if (!isSo) {
        JsonNode value = parent.path(name.substring(name.indexOf('.') + 1));
        throw new BadInputException(
            where
                + ": "
                + name
                + " is "
                + (value.isMissingNode() ? "absent" : value)
                + ", expected "
                + expected
                + " (a byte-level BPE)");
      }
    }

    private List<AddedTokens.Token> addedTokens(JsonNode json) {
      List<AddedTokens.Token> tokens = new ArrayList<>();
      for (JsonNode token : json) {
        if (!token.path("content").isTextual() || token.path("content").asText().isEmpty()) {
          throw new BadInputException(
              where + ": added_tokens[" + tokens.size() + "].content is no text");
        }
        tokens.add(
            new AddedTokens.Token(
                token.path("content").asText(),
                id(token.path("id"), "added_tokens[" + tokens.size() + "].id"),
                token.path("single_word").asBoolean(),
                token.path("lstrip").asBoolean(),
                token.path("rstrip").asBoolean(),
                token.path("normalized").asBoolean()));
      }
      return tokens;
    }

    private Vocabulary vocabulary(JsonNode vocab, List<AddedTokens.Token> added) {
      Map<String, Integer> ids = new HashMap<>();
      vocab.fields().forEachRemaining(e -> ids.put(e.getKey(), id(e.getValue(), "model.vocab")));
      added.forEach(token -> ids.put(token.content(), token.id()));
      String[] tokens = new String[ids.size()];
      ids.forEach(
          (token, id) -> {
            if (id >= tokens.length || tokens[id] != null) {
              throw new BadInputException(
                  String.format(
                      "%s: id %d of token %s, expected the ids 0 to %d, each once",
                      where, id, token, tokens.length - 1));
            }
            tokens[id] = token;
          });
      for (int value = 0; value < BYTES; value++) {
        if (!ids.containsKey(Character.toString(ByteLevel.character(value)))) {
          throw new BadInputException(
              String.format(
                  "%s: model.vocab lacks %c for the byte 0x%02x, expected all 256 bytes",
                  where, ByteLevel.character(value), value));
        }
      }
      return Vocabulary.of(
          Arrays.asList(tokens), SpecialTokenNames.among(ids.keySet(), where), where);
    }

    private List<BpeMerges.Pair> merges(JsonNode json, Vocabulary vocabulary) {
      List<BpeMerges.Pair> merges = new ArrayList<>();
      Set<BpeMerges.Pair> known = new HashSet<>();
      for (JsonNode merge : json) {
        // Written "a b" by old versions of the library, ["a", "b"] by new ones.
        String[] parts =
            merge.isArray() && merge.size() == 2
                ? new String[] {merge.get(0).asText(), merge.get(1).asText()}
                : merge.asText().split(" ", -1);
        if (parts.length != 2
            || vocabulary.id(parts[0]) < 0
            || vocabulary.id(parts[1]) < 0
            || vocabulary.id(parts[0] + parts[1]) < 0
            || !known.add(new BpeMerges.Pair(parts[0], parts[1]))) {
          throw new BadInputException(
              where
                  + ": model.merges["
                  + merges.size()
                  + "] is "
                  + merge
                  + ", expected a new pair of tokens that make a token");
        }
        merges.add(new BpeMerges.Pair(parts[0], parts[1]));
      }
      return merges;
    }

    private int id(JsonNode json, String name) {
      if (!json.canConvertToInt() || !json.isIntegralNumber() || json.intValue() < 0) {
        throw new BadInputException(where + ": " + name + " is " + json + ", expected an id");
      }
      return json.intValue();
    }
  }
}
