"""Why a roll entry was linked as it was, for whoever asks at a terminal."""
