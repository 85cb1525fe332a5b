/** Results of replays for a terminal, for programs, and as a page. */
package org.electra4j.parity.report;
