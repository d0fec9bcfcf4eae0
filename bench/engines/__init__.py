"""The engines that are measured, one script each, which is run in a process of its own."""
