/** What a machine has of what training needs: {@code electra doctor}. */
package org.electra4j.cli.doctor;
