"""Why a roll entry and the holders of its accounts were linked as they were, for whoever asks at a terminal."""
