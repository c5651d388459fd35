"""The history of a case: a closed vocabulary, one chain of hashes a case, written in the transaction of the step."""
