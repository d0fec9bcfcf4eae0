"""The engines that are measured, one file each; every one is run as a script, in a process of its own."""
