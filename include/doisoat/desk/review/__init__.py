"""Review: the queue of doubtful matches, a case with its evidence, decisions and how far two people agree."""
