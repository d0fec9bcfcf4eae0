"""The lq command, one file a verb."""
