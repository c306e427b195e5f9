"""Pictures and who is in them: asset → description → depictions → permissions. The files are the stages."""
