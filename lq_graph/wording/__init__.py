"""Words and letters as people read them, in Swedish and English."""
