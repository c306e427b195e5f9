"""Official presences: propose → discuss → approve → connect → launch → pause → retire. The files are the stages."""
