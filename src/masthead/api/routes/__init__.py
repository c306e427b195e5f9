"""One file per thing the interface speaks of. Each route makes one call into a journey."""
