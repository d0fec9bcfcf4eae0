"""The forms of classes, derived from the shapes, and the things that their fields may refer to."""
