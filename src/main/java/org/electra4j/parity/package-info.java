/**
 * Replays what the original computed, recorded in a reference bundle (docs/parity.md), and
 * compares.
 */
package org.electra4j.parity;
