"""What a case is: its sheets, how they are read, what they must satisfy."""
