"""Records what the original ELECTRA code computes; see docs/parity.md."""
