/**
 * Text to token ids: the original's basic and WordPiece tokenisation, its vocabulary, and the
 * training of new vocabularies.
 */
package org.electra4j.tokenization;
