"""Moderation: assess → decide → enforce → notify → appeal. The machine only proposes; a named person decides."""
