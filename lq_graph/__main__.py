"""`python -m lq_graph`: the lq command."""

from lq_graph.cli.main import main

main()
