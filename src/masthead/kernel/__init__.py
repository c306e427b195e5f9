"""Clock, ids, text, refusals: what every floor of the house may lean on. Nothing here knows Django or the network."""
