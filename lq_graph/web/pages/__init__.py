"""What pages are made of: the site, its languages, words, labels and links."""
