"""SHACL Core: shapes, paths, constraint components and reports. SHACL §2 to §4."""
