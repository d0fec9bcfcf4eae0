"""How a stranger's contribution is checked: in a confined process, on the ground of a release."""
