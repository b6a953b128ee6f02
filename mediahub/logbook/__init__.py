"""What `up` wrote of its parts, read again by people at the desk."""
