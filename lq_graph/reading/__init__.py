"""Files and folders, read into datasets; every refusal says where."""
