"""How things read and look on a page: words of states, times, marked text, clause chips, form fields. No business."""
