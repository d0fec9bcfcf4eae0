"""The doors of contributors: forms, uploads, and what is found in them."""
