/** A page about two loss curves. */
package org.electra4j.parity.curve;
