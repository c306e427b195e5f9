"""Conversations with the public: take in → assign → reply → forward. The files are the stages."""
