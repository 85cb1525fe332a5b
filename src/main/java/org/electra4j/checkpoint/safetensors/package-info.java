/** The safetensors format: one file, or several with an index. */
package org.electra4j.checkpoint.safetensors;
