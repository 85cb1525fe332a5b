/** The replication study: pretrainings, their checkpoints fine-tuned, and all of it resumed. */
package org.electra4j.study;
