/** The replays: one class for each folder of a reference bundle. */
package org.electra4j.parity.replay;
