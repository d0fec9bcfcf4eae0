"""Checks of contributions that untrusted clients send: each in a confined process, against a release snapshot."""
