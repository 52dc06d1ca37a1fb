"""The commands of `onrecord`, one module for each kind of person who types them."""
