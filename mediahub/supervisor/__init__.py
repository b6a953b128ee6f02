"""`hub up`: starts the parts of an installation on one machine and keeps them up."""
