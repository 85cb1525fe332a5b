package org.electra4j.conversion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/**
 * The tokenizer of a Hugging Face directory: {@code vocab.txt}, {@code tokenizer_config.json} for
 * {@code ElectraTokenizer}, and {@code tokenizer.json} for its fast twin.
 */
final class TokenizerFiles {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final int LONGEST_WORD = 200;

  private TokenizerFiles() {}

  /** Writes them. */
  static void write(
      Path directory, Vocabulary vocabulary, TextNormalization normalization, int positions) {
    AtomicFiles.writeString(
        directory.resolve("vocab.txt"), String.join("\n", vocabulary.tokens()) + "\n");
    Json.write(
        directory.resolve("tokenizer_config.json"), tokenizerConfig(normalization, positions));
    Json.write(directory.resolve("tokenizer.json"), tokenizer(vocabulary, normalization));
  }

  private static ObjectNode tokenizerConfig(TextNormalization normalization, int positions) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("tokenizer_class", "ElectraTokenizer");
    json.put("do_lower_case", normalization.lowerCase());
    json.put("strip_accents", normalization.stripAccents());
    json.put("tokenize_chinese_chars", true);
    json.put("model_max_length", positions);
    json.put("pad_token", "[PAD]").put("unk_token", "[UNK]").put("cls_token", "[CLS]");
    return json.put("sep_token", "[SEP]").put("mask_token", "[MASK]");
  }

  private static ObjectNode tokenizer(Vocabulary vocabulary, TextNormalization normalization) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    for (String token : SPECIAL) {
      ObjectNode entry = added.addObject().put("id", vocabulary.id(token)).put("content", token);
      entry.put("single_word", false).put("lstrip", false).put("rstrip", false);
      entry.put("normalized", false).put("special", true);
    }
    json.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .put("strip_accents", normalization.stripAccents())
        .put("lowercase", normalization.lowerCase());
    json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    addSpecial(single, "[CLS]", 0);
    addSequence(single, "A", 0);
    addSpecial(single, "[SEP]", 0);
    ArrayNode pair = template.putArray("pair");
    addSpecial(pair, "[CLS]", 0);
    addSequence(pair, "A", 0);
    addSpecial(pair, "[SEP]", 0);
    addSequence(pair, "B", 1);
    addSpecial(pair, "[SEP]", 1);
    ObjectNode special = template.putObject("special_tokens");
    for (String token : List.of("[CLS]", "[SEP]")) {
      ObjectNode entry = special.putObject(token).put("id", token);
      entry.putArray("ids").add(vocabulary.id(token));
      entry.putArray("tokens").add(token);
    }
    json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = json.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", LONGEST_WORD);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.token(id), id);
    }
    return json;
  }

  private static void addSpecial(ArrayNode list, String token, int type) {
    list.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void addSequence(ArrayNode list, String sequence, int type) {
    list.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
  }
}
