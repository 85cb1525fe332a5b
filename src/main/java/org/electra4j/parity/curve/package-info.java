/** Loss curves held against each other. */
package org.electra4j.parity.curve;
