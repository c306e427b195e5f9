"""Signs in a comment: one file each. A signal never decides; it shows a span and says one plain sentence."""
