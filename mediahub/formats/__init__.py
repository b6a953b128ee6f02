"""Days and times as MediaHub's pages write them, by language."""
