"""Caption files: read strictly, written as WebVTT, kept where people upload them."""
