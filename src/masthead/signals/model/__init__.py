"""A small trained model beside the signals: it scores a comment, the policy says from which score a person looks."""
