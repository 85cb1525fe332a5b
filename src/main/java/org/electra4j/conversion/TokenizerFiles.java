package org.electra4j.conversion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/**
 * The tokenizer of a Hugging Face directory: of WordPiece {@code vocab.txt}, {@code
 * tokenizer_config.json} for {@code ElectraTokenizer}, and {@code tokenizer.json} for its fast
 * twin; of byte-level BPE the last two, for {@code PreTrainedTokenizerFast}.
 */
final class TokenizerFiles {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final int LONGEST_WORD = 200;
  private static final String CONFIG = "tokenizer_config.json";
  private static final String TOKENIZER = "tokenizer.json";

  private TokenizerFiles() {}

  /**
   * Makes sure that a vocabulary can be written.
   *
   * @throws BadInputException if it is a model of SentencePiece: no tokenizer of Hugging Face's
   *     gives its ids with the special tokens that stand behind its pieces
   */
  static void requireWritable(SourceVocabulary source) {
    if (!source.isWordPiece() && !source.isByteLevelBpe()) {
      throw new BadInputException(
          source.file()
              + ": a model of SentencePiece cannot be made a tokenizer of Hugging Face's; without"
              + " --vocab-file the weights alone are written");
    }
  }

  /** Writes them. */
  static void write(
      Path directory, SourceVocabulary source, TextNormalization normalization, int positions) {
    Vocabulary vocabulary = source.vocabulary();
    if (source.isByteLevelBpe()) {
      ObjectNode config = tokenizerConfig("PreTrainedTokenizerFast", vocabulary, positions);
      config
          .putArray("model_input_names")
          .add("input_ids")
          .add("token_type_ids")
          .add("attention_mask");
      Json.write(directory.resolve(CONFIG), config);
      Json.write(directory.resolve(TOKENIZER), framing(source));
      return;
    }
    AtomicFiles.writeString(
        directory.resolve("vocab.txt"), String.join("\n", vocabulary.tokens()) + "\n");
    ObjectNode config = tokenizerConfig("ElectraTokenizer", vocabulary, positions);
    config.put("do_lower_case", normalization.lowerCase());
    config.put("strip_accents", normalization.stripAccents());
    config.put("tokenize_chinese_chars", true);
    Json.write(directory.resolve(CONFIG), config);
    Json.write(directory.resolve(TOKENIZER), tokenizer(vocabulary, normalization));
  }

  /** The file as it is, but that it frames sequences as the model knows them from its training. */
  private static ObjectNode framing(SourceVocabulary source) {
    ObjectNode json = (ObjectNode) Json.read(source.file());
    putTemplate(json, source.vocabulary());
    return json;
  }

  private static ObjectNode tokenizerConfig(String type, Vocabulary vocabulary, int positions) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("tokenizer_class", type).put("model_max_length", positions);
    json.put("pad_token", vocabulary.token(vocabulary.padId()));
    json.put("unk_token", vocabulary.token(vocabulary.unkId()));
    json.put("cls_token", vocabulary.token(vocabulary.clsId()));
    json.put("sep_token", vocabulary.token(vocabulary.sepId()));
    return json.put("mask_token", vocabulary.token(vocabulary.maskId()));
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
    putTemplate(json, vocabulary);
    json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = json.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", LONGEST_WORD);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.token(id), id);
    }
    return json;
  }

  private static void putTemplate(ObjectNode json, Vocabulary vocabulary) {
    String cls = vocabulary.token(vocabulary.clsId());
    String sep = vocabulary.token(vocabulary.sepId());
    ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    addSpecial(single, cls, 0);
    addSequence(single, "A", 0);
    addSpecial(single, sep, 0);
    ArrayNode pair = template.putArray("pair");
    addSpecial(pair, cls, 0);
    addSequence(pair, "A", 0);
    addSpecial(pair, sep, 0);
    addSequence(pair, "B", 1);
    addSpecial(pair, sep, 1);
    ObjectNode special = template.putObject("special_tokens");
    for (String token : List.of(cls, sep)) {
      ObjectNode entry = special.putObject(token).put("id", token);
      entry.putArray("ids").add(vocabulary.id(token));
      entry.putArray("tokens").add(token);
    }
  }

  private static void addSpecial(ArrayNode list, String token, int type) {
    list.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void addSequence(ArrayNode list, String sequence, int type) {
    list.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
  }
}
